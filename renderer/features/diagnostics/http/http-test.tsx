import { Halves } from '../halves.tsx'
import { History } from '../runs/history.tsx'
import { HttpForm, HttpServerForm } from './http-forms.tsx'
import { HttpResult } from './http-result.tsx'
import { HttpServerResult } from './http-server-result.tsx'
import './http.css'

export function HttpTest() {
  return (
    <Halves
      test="http"
      client={
        <>
          <HttpForm />
          <HttpResult />
          <History kind="http" />
        </>
      }
      server={
        <>
          <HttpServerForm />
          <HttpServerResult />
          <History kind="http-server" />
        </>
      }
    />
  )
}
