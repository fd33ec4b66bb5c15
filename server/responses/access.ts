import type { FastifyRequest } from 'fastify'
import { mayModerate } from '../accounts/index.js'
import type { Report } from '../database/schema.js'
import { findReport } from '../reports/index.js'
import { notAllowed } from '../web/faults.js'

/** A report with comments, for those who answer them. @throws notFound; notAllowed for another group's */
export async function answeredReport(request: FastifyRequest, slug: string): Promise<Report> {
  const report = await findReport(request.server.db, slug)
  if (!mayModerate(request.person, report.working_group_id)) throw notAllowed('other-group-response')
  return report
}
