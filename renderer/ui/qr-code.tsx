import qrcode from 'qrcode-generator'
import { useMemo } from 'react'
import './marks.css'

/** Dark on white in every theme: cameras want it so. */
export function QrCode({ value, label, size = 160 }: { readonly value: string; readonly label: string; readonly size?: number }) {
  const { path, modules } = useMemo(() => draw(value), [value])
  return (
    <svg className="ui-qr" width={size} height={size} viewBox={`-4 -4 ${modules + 8} ${modules + 8}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} style={{ fill: 'var(--qr-ink)' }} />
    </svg>
  )
}

function draw(value: string): { path: string; modules: number } {
  const code = qrcode(0, 'M')
  code.addData(value)
  code.make()
  const modules = code.getModuleCount()
  let path = ''
  for (let y = 0; y < modules; y++) for (let x = 0; x < modules; x++) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`
  return { path, modules }
}
