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
export function tabs({ t }: FastifyRequest, open: AccountPage) {
  return Object.entries(PAGES).map(([url, key]) => ({ url, label: t(`accounts.tabs.${key}`), current: url === open }))
}
