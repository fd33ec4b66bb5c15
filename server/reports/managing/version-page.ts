import type { FastifyReply, FastifyRequest } from 'fastify'
import { showAgain } from '../../web/form-view.js'
import { managedVersion } from './access.js'
import { showDraft } from './preview/page.js'
import { showConsultation } from './publishing/page.js'
import type { Wrong } from './wrong.js'

/** A version as its managers see it: a draft with its text, or the consultation on what is published. */
export async function showVersion(
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
  number: number,
  wrong: Wrong | null = null,
) {
  const place = await managedVersion(request, slug, number)
  return place.version.state === 'draft'
    ? showDraft(request, reply, place, wrong)
    : showConsultation(request, reply, place, wrong)
}

/** What a form of that page does with a fault: the page comes back with it. */
export function showVersionAgain(form: Wrong['form']) {
  return showAgain((request, reply, fault) => {
    const { slug, number } = request.params as { slug: string; number: number }
    return showVersion(request, reply, slug, number, { form, fault })
  })
}
