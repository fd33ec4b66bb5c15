import type { FastifyReply, FastifyRequest } from 'fastify'
import { takeKeptForm } from '../kept-forms/keep.js'

/** To where she wanted to go before she was asked to sign in, with a word on what she had typed there. */
export async function goOn(request: FastifyRequest, reply: FastifyReply, path: string) {
  const kept = await takeKeptForm(request.server, request, path.split(/[?#]/)[0]!)
  return reply.goTo(path, kept ? 'account.signed-in-kept' : 'account.signed-in')
}
