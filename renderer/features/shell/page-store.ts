import { create } from 'zustand'

export type Page = 'conversations' | 'settings'

interface PageState {
  readonly page: Page
  readonly palette: boolean
}

export const usePage = create<PageState>()(() => ({ page: 'conversations', palette: false }))

export const goTo = (page: Page): void => usePage.setState({ page, palette: false })
export const setPalette = (palette: boolean): void => usePage.setState({ palette })
