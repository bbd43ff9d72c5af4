import { create } from 'zustand'

export type Page = 'conversations' | 'rooms' | 'nearby' | 'diagnostics' | 'settings'
export const settingsSections = ['profile', 'network', 'files', 'privacy', 'notifications', 'appearance', 'keys', 'storage', 'about'] as const
export type SettingsSection = (typeof settingsSections)[number]

interface PageState {
  readonly page: Page
  readonly section: SettingsSection
  readonly palette: boolean
}

export const usePage = create<PageState>()(() => ({ page: 'conversations', section: 'profile', palette: false }))

export const goTo = (page: Page): void => usePage.setState({ page, palette: false })
export const goToSettings = (section: SettingsSection): void => usePage.setState({ page: 'settings', section, palette: false })
export const setPalette = (palette: boolean): void => usePage.setState({ palette })
