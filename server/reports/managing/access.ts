import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mayModerate, moderatedGroups } from '../../accounts/index.js'
import type { Report } from '../../database/schema.js'
import { notAllowed, notFound } from '../../web/faults.js'
import { reportBySlug, type VersionPlace, versionInAnyState } from '../store.js'

/**
 * Who manages what: chairs bring files in for their own group, look at what was read and discard it; only coordinators
 * put a draft before the public, set and change its terms, and give roles. Routes of the former say `moderate` and ask
 * here, those of the latter say `coordinate`.
 */
export const ReportParams = Type.Object({ slug: Type.String() })
export const VersionParams = Type.Object({ slug: Type.String(), number: Type.Integer({ minimum: 1 }) })

/** @throws notFound; notAllowed for another group's */
export async function managedReport(request: FastifyRequest, slug: string): Promise<Report> {
  const report = await reportBySlug(request.server.db, slug)
  if (!report) throw notFound('no-such-report')
  if (!mayModerate(request.person, report.working_group_id)) throw notAllowed('other-group-report')
  return report
}

/** A version in any state. @throws as `managedReport` */
export async function managedVersion(request: FastifyRequest, slug: string, number: number): Promise<VersionPlace> {
  const report = await managedReport(request, slug)
  const place = await versionInAnyState(request.server.db, report.slug, number)
  if (!place) throw notFound('no-such-version')
  return place
}

/** The groups for which this person brings drafts in. */
export function managedGroups<Group extends { id: number }>(
  request: FastifyRequest,
  groups: readonly Group[],
): Group[] {
  const mine = moderatedGroups(request.person!)
  return groups.filter(group => mine === 'all' || mine.includes(group.id))
}

export const managePath = (slug: string) => `/manage/reports/${slug}`
export const manageVersionPath = (slug: string, number: number) => `${managePath(slug)}/v/${number}`
