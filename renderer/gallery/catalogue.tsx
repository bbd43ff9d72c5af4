import { Tooltip } from '@base-ui/react/tooltip'
import { useEffect, useState } from 'react'
import { setLanguage } from '../i18n/i18n.ts'
import { Segmented } from '../ui/segmented.tsx'
import { Tree } from '../ui/tree.tsx'
import { controls } from './kit-controls.tsx'
import { feedback } from './kit-feedback.tsx'
import { marks } from './kit-marks.tsx'
import { type Look, readLook, writeLook } from './look.ts'
import { screens } from './screens.ts'
import type { ScreenStory } from './story.ts'
import './gallery.css'

const kit = [...marks, ...controls, ...feedback]
const plain = <T extends string>(...values: readonly T[]) => values.map((value) => ({ value, label: value }))

/** Every component and every screen in every state. */
export function Catalogue() {
  const [look, setLook] = useState(() => readLook(location.search))
  useEffect(() => {
    document.documentElement.dataset['theme'] = look.theme
    setLanguage(look.language)
    history.replaceState(null, '', writeLook(look) + location.hash)
  }, [look])
  return (
    <Tooltip.Provider delay={300}>
      <div className="gal">
        <nav className="gal-nav" aria-label="Stories">
          <p className="gal-title">
            <Tree size={28} /> Gallery
          </p>
          <Segmented label="Theme" value={look.theme} options={plain('light', 'dark')} onChange={(theme) => setLook({ ...look, theme })} />
          <Segmented label="Language" value={look.language} options={plain('en', 'fr')} onChange={(language) => setLook({ ...look, language })} />
          <Segmented label="Frames" value={look.size} options={plain('900x600', '1440x900')} onChange={(size) => setLook({ ...look, size })} />
          <ul className="gal-list">
            {[...kit, ...screens].map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        <main className="gal-main">
          {kit.map(({ id, title, Show }) => (
            <section key={id} id={id} className="gal-story">
              <h2>{title}</h2>
              <div className="gal-sheet">
                <Show />
              </div>
            </section>
          ))}
          {screens.map((story) => (
            <Frame key={story.id} story={story} look={look} />
          ))}
        </main>
      </div>
    </Tooltip.Provider>
  )
}

function Frame({ story, look }: { readonly story: ScreenStory; readonly look: Look }) {
  const [width, height] = look.size.split('x')
  const address = writeLook(look, story.id)
  return (
    <section id={story.id} className="gal-story">
      <h2>
        {story.title} <a href={address}>alone</a>
      </h2>
      <iframe className="gal-frame" title={story.title} src={address} width={width} height={height} loading="lazy" />
    </section>
  )
}
