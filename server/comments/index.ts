import type { FastifyInstance } from 'fastify'
import { commentApi } from './api/routes.js'
import { exportRoutes } from './exporting/routes.js'
import { commentPage } from './reading/comment-page.js'
import { paragraphPage } from './reading/paragraph-page.js'
import { searchPage } from './reading/search-page.js'
import { settlingRoutes } from './settling/routes.js'
import { endorsementRoutes, ownRoutes } from './writing/own-routes.js'
import { writingRoutes } from './writing/routes.js'

export { ApiComment, apiComment } from './api/shape.js'
export { type Carrier, carryComments } from './carrying/carry-comments.js'
export { type Audience, type ExportApp, exportComments, type Wanted } from './exporting/export.js'
export { isNothingButGaps, rangesOf, withGaps, wordGaps } from './gaps/gaps.js'
export { passagesOf, shownFor } from './gaps/store.js'
export { dropEmpty } from './query.js'
export { everybody, type Reader, readerOf } from './reading/reader.js'
export { laterPlaces, type StandingComment, standingIn } from './reading/standing.js'
export { showing } from './reading/thread.js'
export { type CommentView, commentView, countryName, type Difference, partsWords, proposalOf } from './reading/views.js'
export { type Answer, isSealed, SEALED, type VisibleComment, visibleComments } from './reading/visible.js'
export { commentTasks } from './tasks.js'
export { dispositions, IdText, kinds, OneOf, stances, statuses } from './vocabulary.js'
export { cleanText } from './writing/clean.js'
export { knownLanguages } from './writing/language.js'
export { tellOfReply } from './writing/store.js'
export { hashOfWords } from './writing/wording.js'

/** Reading comments, writing them, taking them home. */
export async function comments(app: FastifyInstance): Promise<void> {
  for (const routes of [paragraphPage, commentPage, searchPage, writingRoutes, ownRoutes, endorsementRoutes])
    await app.register(routes)
  await app.register(commentApi)
  await app.register(settlingRoutes)
  await app.register(exportRoutes)
}
