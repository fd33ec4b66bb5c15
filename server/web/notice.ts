import type { FastifyReply, FastifyRequest } from 'fastify'

/** A message that the next page shows once (`notices.{key}`), carried in a cookie so that reloading does not repeat it. */
export const NOTICE_COOKIE = 'notice'

export function leaveNotice(reply: FastifyReply, key: string): void {
  reply.setCookie(NOTICE_COOKIE, key, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 60 })
}

/** Whether a message waits for this visitor, so that a page made for everybody will not do. */
export const noticeWaits = (request: FastifyRequest): boolean => request.cookies[NOTICE_COOKIE] !== undefined

export function takeNotice(request: FastifyRequest, reply: FastifyReply): string | null {
  const key = request.cookies[NOTICE_COOKIE]
  if (key === undefined) return null
  reply.clearCookie(NOTICE_COOKIE, { path: '/' })
  return /^[a-z0-9.-]{1,60}$/.test(key) ? key : null
}
