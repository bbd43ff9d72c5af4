import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { usePage } from '../../../renderer/features/shell/page-store.ts'
import { setLanguage } from '../../../renderer/i18n/i18n.ts'
import { useApp } from '../../../renderer/state/app-store.ts'
import type { NearbyPerson } from '../../../shared/model/nearby.ts'
import { renderScreen, type Screen } from '../render-screen.tsx'

let page: Screen
afterEach(() => page.close())

const person = (name: string | null, change: Partial<NearbyPerson> = {}): NearbyPerson => ({
  id: (name ?? 'x').charAt(0).toUpperCase().repeat(52),
  name,
  sources: ['beacon'],
  addresses: [],
  online: true,
  seenAt: 1,
  directory: null,
  conversationId: null,
  ...change,
})
const around = (...nearby: NearbyPerson[]) => act(() => useApp.setState({ nearby }))
const here = () => screen.getByTestId('people-here')

it('tells somebody who has talked with nobody who is here, once, and talks with one click', async () => {
  page = await renderScreen({ scenario: 'empty' })
  expect(screen.getAllByText('No conversations yet')).toHaveLength(1)
  expect(screen.queryByTestId('people-here')).toBeNull()
  around(person('Bob Martin'), person(null), person('Carla', { online: false }), person('Dora', { sources: ['directory'] }))
  expect(here()).toHaveTextContent('Bob Martin is here')
  expect(within(here()).getAllByRole('button')).toHaveLength(1)
  await page.user.click(within(here()).getByRole('button', { name: 'Talk with Bob Martin' }))
  await waitFor(() => expect(page.fake.calls).toContainEqual({ channel: 'people.open', args: { id: 'B'.repeat(52) } }))
})

it('names three, and leads to the others', async () => {
  page = await renderScreen({ scenario: 'empty' })
  around(...['Awa', 'Bob', 'Carla', 'Dora', 'Eva'].map((name) => person(name)))
  expect(within(here()).getAllByRole('button')).toHaveLength(4)
  act(() => setLanguage('fr'))
  expect(here()).toHaveTextContent('Awa est là')
  await page.user.click(screen.getByText('et 2 autres'))
  expect(usePage.getState().page).toBe('nearby')
  usePage.setState({ page: 'conversations' })
})
