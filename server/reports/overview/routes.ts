import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { moderatedGroups, type Visitor } from '../../accounts/index.js'
import type { KeptPages } from '../kept/pages.js'
import { reportPath } from '../paths.js'
import { findGroupPage, findHome, findReportPage } from './pages.js'

const Slug = Type.Object({ slug: Type.String({ maxLength: 100 }) })
/** These pages count over many comments, so that they follow less closely than the text. */
const REST_MS = 5_000

/** The pages that lead to the texts: home, a working group's, a report's. */
export const overviewRoutes: FastifyPluginAsyncTypebox<{ pages: KeptPages }> = async (app, { pages }) => {
  app.get('/', { config: { may: 'anyone' } }, async (request, reply) => {
    const find = () => findHome(app.db, request.t, new Date())
    return pages.send(request, reply, { path: '/', restMs: REST_MS, find })
  })

  app.get('/working-groups/:slug', { schema: { params: Slug }, config: { may: 'anyone' } }, async (request, reply) => {
    const { slug } = request.params
    const find = () => findGroupPage(app.db, slug, drafterOf(request.person), request.t, new Date())
    return pages.send(request, reply, { path: `/working-groups/${slug}`, restMs: REST_MS, find })
  })

  app.get('/reports/:slug', { schema: { params: Slug }, config: { may: 'anyone' } }, async (request, reply) => {
    const { slug } = request.params
    const find = () => findReportPage(app.db, slug, drafterOf(request.person), request.t, new Date())
    return pages.send(request, reply, { path: reportPath(slug), restMs: REST_MS, find })
  })
}

/** The groups whose drafts this visitor may see. */
function drafterOf(person: Visitor | null): 'all' | readonly number[] {
  return person && !person.blocked ? moderatedGroups(person) : []
}
