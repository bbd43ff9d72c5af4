import { createRoot } from 'react-dom/client'
import { startI18n } from '../i18n/i18n.ts'
import { Catalogue } from './catalogue.tsx'
import { readLook } from './look.ts'
import { screens } from './screens.ts'
import { showScreen } from './show-screen.tsx'
import '../styles/base.css'

/** `gallery.html` shows all; `gallery.html?story=ID&theme=dark&lang=fr` one screen alone. */
const look = readLook(location.search)
const story = screens.find(({ id }) => id === new URLSearchParams(location.search).get('story'))
const root = document.getElementById('root')
startI18n(look.language)
if (root && story) await showScreen(story, look, root)
else if (root) createRoot(root).render(<Catalogue />)
