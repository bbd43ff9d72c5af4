import { type ComponentType, type ReactNode, Suspense, use, useEffect, useState } from 'react'

/** Parts that no first paint needs, in the order they are wished. */
const parts: (() => Promise<unknown>)[] = []

/**
 * A component whose code comes after the first paint. Once `loadParts` has run it renders at once, like any other; asked for before that, it shows
 * nothing for the moment its file takes. Every render uses the same promise: React counts on a render that waited to ask again when it goes on.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  let coming: Promise<ComponentType<P>> | null = null
  const start = () => {
    coming ??= load()
    return coming
  }
  const finish = async () => {
    const promise = start()
    // What `use` looks for, to answer at once instead of waiting a turn.
    Object.assign(promise, { status: 'fulfilled', value: await promise })
  }
  parts.push(finish)
  const Part = (props: P) => {
    const Component = use(start())
    return <Component {...props} />
  }
  return function LazyPart(props) {
    return (
      <Suspense fallback={null}>
        <Part {...props} />
      </Suspense>
    )
  }
}

/** Loads them all, one after another: whoever waits for one is served first. Its files are the app's own, so none can fail to come. */
export async function loadParts(): Promise<void> {
  for (const finish of parts) await finish()
}

/** Shows its content from the first time it is wanted on, so that a dialog's code is not asked for by a dialog that is closed. */
export function Once({ wanted, children }: { readonly wanted: boolean; readonly children: ReactNode }) {
  const [was, setWas] = useState(wanted)
  useEffect(() => {
    if (wanted) setWas(true)
  }, [wanted])
  return wanted || was ? children : null
}
