import type { FastifyRequest } from 'fastify'

const PAGES = {
  '/account': 'comments',
  '/account/profile': 'profile',
  '/account/sign-ins': 'sign-ins',
  '/account/tokens': 'tokens',
  '/account/your-data': 'your-data',
} as const
export type AccountPage = keyof typeof PAGES

/** The pages of one's own account, with the one that is open. */
export function tabs({ t, person }: FastifyRequest, open: AccountPage) {
  const pages = Object.entries({ ...PAGES, ...(person?.blocked && { '/account/block': 'block' }) })
  return pages.map(([url, key]) => ({ url, label: t(`accounts.tabs.${key}`), current: url === open }))
}
