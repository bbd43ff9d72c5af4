import { windowApi } from './api.ts'
import { mount } from './mount.tsx'

const api = windowApi()
if (!api) throw new Error('this page is opened by Palabre; in a browser, open browser.html')
mount(api)
