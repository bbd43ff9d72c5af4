import type { DoctorForm } from '../../../state/diagnostic-forms.ts'
import { type Read, result } from './read-echo.ts'
import { Reader } from './reader.ts'

export function readDoctor(form: DoctorForm): Read<keyof DoctorForm> {
  const reader = new Reader<keyof DoctorForm>()
  const loadPort = form.loadPort.trim() === '' ? null : reader.port('loadPort', form.loadPort)
  if (form.target === 'person') {
    if (form.conversationId === '') reader.wrong('conversationId', 'person')
    return result(reader, () => ({ kind: 'doctor', options: { target: { type: 'conversation', conversationId: form.conversationId }, loadPort } }))
  }
  const [host, port] = [reader.host('host', form.host), reader.port('port', form.port)]
  return result(reader, () => ({ kind: 'doctor', options: { target: { type: 'address', host, port }, loadPort } }))
}
