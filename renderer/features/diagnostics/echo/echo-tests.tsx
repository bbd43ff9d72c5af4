import { Halves } from '../halves.tsx'
import { Experiments } from '../learn/experiments.tsx'
import { History } from '../runs/history.tsx'
import { EchoForm } from './echo-form.tsx'
import { TcpEchoResult, UdpEchoResult } from './echo-result.tsx'
import { EchoServerForm } from './server-form.tsx'
import { TcpEchoServerResult, UdpEchoServerResult } from './server-result.tsx'

export function TcpEchoTest() {
  return (
    <Halves
      test="tcp-echo"
      client={
        <>
          <EchoForm kind="tcp-echo" />
          <TcpEchoResult />
          <Experiments names={['nagle', 'split', 'farewell', 'once', 'closed']} />
          <History kind="tcp-echo" />
        </>
      }
      server={
        <>
          <EchoServerForm kind="tcp-echo-server" />
          <TcpEchoServerResult />
          <History kind="tcp-echo-server" />
        </>
      }
    />
  )
}

export function UdpEchoTest() {
  return (
    <Halves
      test="udp-echo"
      client={
        <>
          <EchoForm kind="udp-echo" />
          <UdpEchoResult />
          <Experiments names={['large', 'flood']} />
          <History kind="udp-echo" />
        </>
      }
      server={
        <>
          <EchoServerForm kind="udp-echo-server" />
          <UdpEchoServerResult />
          <History kind="udp-echo-server" />
        </>
      }
    />
  )
}
