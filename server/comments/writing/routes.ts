import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { forgetKeptForm, keepForm } from '../../accounts/index.js'
import type { Id, Paragraph } from '../../database/schema.js'
import { findVersion, type VersionPlace } from '../../reports/index.js'
import { statusOf, toFault } from '../../web/errors.js'
import { Fault, notFound } from '../../web/faults.js'
import { type FormFields, field, fieldFaults, readForm } from '../../web/forms.js'
import { pathOf, showParagraph } from '../reading/paragraph-page.js'
import { VersionNumber } from '../vocabulary.js'
import { mustBeByHand } from './by-hand.js'
import { wellFormed } from './clean.js'
import { limitWriting } from './limit.js'
import { paragraphIn, paragraphsByNumber } from './place.js'
import { toComment, WriteComment } from './schema.js'
import { findStanding } from './store.js'
import { mustBeOpen } from './window.js'
import { hashOfCall } from './wording.js'
import { writeComment } from './write.js'

const Params = Type.Object({ slug: Type.String(), number: VersionNumber })

/** Two forms of the longest texts in the widest script, percent-encoded, with room for what is too long to come back. */
const FORM_LIMIT = 1024 * 1024

/** The form under a paragraph: a new comment, or a reply. */
export const writingRoutes: FastifyPluginAsyncTypebox = async app => {
  app.post(
    '/reports/:slug/v/:number/comments',
    {
      schema: { params: Params, body: WriteComment },
      config: { may: 'anyone' },
      bodyLimit: FORM_LIMIT,
      preValidation: readForm(toComment),
      attachValidation: true,
      preHandler: [app.csrfProtection, limitWriting(app)],
      errorHandler: showAgain,
    },
    async (request, reply) => {
      const { slug, number } = request.params
      if (request.validationError) throw new Fault('invalid', 'invalid', {}, fieldFaults(request.validationError))
      mustBeByHand(app, request.typed, new Date())
      const place = await findVersion(app.db, slug, number)
      const paragraph = await paragraphTyped(request, place)
      const path = pathOf(place, paragraph)
      const { person } = request
      if (!person?.complete) {
        mustBeOpen(place.version)
        await keepForm(app, reply, { action: path, content: storable(request.typed) })
        const next = encodeURIComponent(`${path}#write`)
        return reply.goTo(person ? `/account/welcome?continue=${next}` : `/sign-in?continue=${next}`, 'comment.kept')
      }
      if (person.blocked) throw new Fault('not-allowed', 'blocked')
      const alsoParagraphs = await paragraphsByNumber(app.db, place.version.id, field(request.typed, 'alsoParagraphs'))
      const written = await writeComment(app, place, person, withKeyOfContent({ ...request.body, alsoParagraphs }))
      await forgetKeptForm(app, request, reply, path)
      const waits = written.heldFor ? `comment.waiting-${written.heldFor}` : 'comment.waiting'
      const notice = written.status === 'published' ? 'comment.received' : waits
      return reply.goTo(`${path}#c-${request.body.parent ?? written.id}`, notice)
    },
  )
}

/**
 * A form that the browser shows again after “Back” has the key that it had: sent with other words it is another comment,
 * so that the key of a form is its own with its content's.
 */
function withKeyOfContent(input: WriteComment): WriteComment {
  if (input.idempotencyKey === undefined) return input
  return { ...input, idempotencyKey: `${input.idempotencyKey}.${hashOfCall(input).toString('base64url').slice(0, 22)}` }
}

/** The database keeps neither NUL nor half characters. */
function storable(typed: FormFields): FormFields {
  const clean = (text: string) => wellFormed(text).replaceAll('\0', '')
  return Object.fromEntries(
    Object.entries(typed).map(([name, value]) => [name, Array.isArray(value) ? value.map(clean) : clean(value ?? '')]),
  )
}

/** Whatever was wrong, the form comes back as it was typed, with the reason; also where its token had grown old. */
async function showAgain(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const fault = toFault(error)
  if (!fault || fault.key === 'no-such-version' || !request.typed) throw error
  const { slug, number } = request.params as { slug: string; number: number }
  const place = await findVersion(request.server.db, slug, number)
  const paragraph = await paragraphTyped(request, place)
  return showParagraph(request, reply.code(statusOf(fault)), place, paragraph, {
    after: null,
    typed: request.typed,
    fault,
  })
}

/** Where the comment is to stand: a reply stands where the comment does that it answers. */
async function paragraphTyped(request: FastifyRequest, place: VersionPlace): Promise<Paragraph | null> {
  const { db } = request.server
  const parent = idTyped(request, 'parent')
  const answered = parent === undefined ? undefined : await findStanding(db, parent)
  const id = answered ? (answered.paragraph_id ?? undefined) : idTyped(request, 'paragraph')
  if (id === undefined) return null
  const paragraph = await paragraphIn(db, place.version.id, id)
  if (!paragraph) throw notFound('no-such-paragraph')
  return paragraph
}

/** @throws notFound for what cannot be an id; the schema has said so of the body, here it is where to go that is asked */
function idTyped(request: FastifyRequest, name: 'paragraph' | 'parent'): Id | undefined {
  const id = field(request.typed, name)
  if (id !== undefined && !/^[0-9]{1,18}$/.test(id)) throw notFound('no-such-paragraph')
  return id
}
