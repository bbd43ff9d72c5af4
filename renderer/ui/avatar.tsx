import { useState } from 'react'
import './marks.css'

export type AvatarSize = 'small' | 'medium' | 'large'

interface AvatarProps {
  /** The identity: the same person looks the same everywhere. */
  readonly seed: string
  readonly name: string
  readonly color: string
  /** Where the person's picture is; null: they have none here. */
  readonly picture?: string | null
  readonly size?: AvatarSize
}

const colors = new Set(['terracotta', 'ochre', 'olive', 'teal', 'indigo', 'plum', 'rose', 'slate'])

/** The person's picture; until it is there, and when it can't be shown, their colour, a leaf pattern drawn from the identity, and the initials. */
export function Avatar({ seed, name, color, picture = null, size = 'medium' }: AvatarProps) {
  const [failed, setFailed] = useState<string | null>(null)
  const hash = hashOf(seed)
  const fill = `var(--person-${colors.has(color) ? color : 'slate'})`
  return (
    <span className="ui-avatar" data-size={size} aria-hidden="true">
      <svg viewBox="0 0 40 40" role="presentation">
        <rect width="40" height="40" style={{ fill }} />
        {[0, 1, 2].map((i) => {
          const bits = (hash >>> (i * 9)) & 0x1ff
          return (
            <ellipse
              key={i}
              cx={4 + (bits & 31)}
              cy={4 + ((bits >>> 4) & 31)}
              rx={9 + (bits & 7)}
              ry={4 + ((bits >>> 3) & 3)}
              transform={`rotate(${(bits * 37) % 180} 20 20)`}
              style={{ fill: 'var(--on-person)' }}
              opacity="0.13"
            />
          )
        })}
        <text x="20" y="20.5" textAnchor="middle" dominantBaseline="central" style={{ fill: 'var(--on-person)' }} fontSize="16" fontWeight="650">
          {initials(name)}
        </text>
      </svg>
      {picture && picture !== failed ? <img src={picture} alt="" draggable={false} onError={() => setFailed(picture)} /> : null}
    </span>
  )
}

/** Two letters of two words, else one. */
function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '')
  return /^[\d.:[\]]/.test(name) ? '#' : letters.join('').toLocaleUpperCase() || '?'
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
