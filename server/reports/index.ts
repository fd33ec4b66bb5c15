import type { FastifyInstance } from 'fastify'
import { reportApi } from './api/routes.js'
import { changesRoutes } from './changes/routes.js'
import { imageRoutes } from './images.js'
import { createKeptPages } from './kept/pages.js'
import { managing } from './managing/routes.js'
import { overviewRoutes } from './overview/routes.js'
import { readingRoutes } from './reading/routes.js'

export { type PastParagraph, paragraphHistory } from './changes/history.js'
export { readerHere } from './importing/here.js'
export { type Import, type Imported, type Importer, importVersion } from './importing/import.js'
export { type Reader, reader } from './importing/reader.js'
export { manageVersionPath } from './managing/access.js'
export { paragraphPath, reportPath, versionPath } from './paths.js'
export { type Period, periodOf } from './period.js'
export {
  findParagraph,
  findReport,
  findVersion,
  placeOfVersion,
  type VersionPlace,
} from './store.js'
export { versionName } from './views.js'

/** Working groups, reports, their versions, and the texts to read. */
export async function reports(app: FastifyInstance): Promise<void> {
  const pages = createKeptPages(app)
  await app.register(overviewRoutes, { pages })
  await app.register(readingRoutes, { pages })
  await app.register(changesRoutes, { pages })
  await app.register(imageRoutes)
  await app.register(managing)
  await app.register(reportApi)
}
