import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import type { Id, Report } from '../../database/schema.js'
import { conflict, invalidField, notFound } from '../../web/faults.js'
import { holdTheme } from '../themes/members.js'
import {
  acknowledge,
  addTheme,
  lockComments,
  mayOwn,
  recordEach,
  removeTheme,
  saveGist,
  setOwner,
} from './bulk-store.js'

export const tasks = ['add-theme', 'remove-theme', 'set-owner', 'acknowledge'] as const
export type Task = (typeof tasks)[number]

/** What is done to several comments at once. */
export interface Bulk {
  task: Task
  theme?: number | undefined
  /** null: nobody. */
  owner?: Id | null | undefined
}

/**
 * Does it to all of these comments or to none: one that is not among the report's published ones any more is refused. What is so
 * already stays as it is, without an entry. Answers how many have changed.
 * @throws invalid where the theme or the owner is missing or not of this report
 */
export async function doToMany(
  app: FastifyInstance,
  person: Visitor,
  report: Report,
  ids: readonly Id[],
  bulk: Bulk,
): Promise<number> {
  if (ids.length === 0) throw invalidField('comment', 'nothing-chosen')
  return app.db.transaction().execute(async tx => {
    const locked = await lockComments(tx, report.id, ids)
    if (locked.length !== new Set(ids).size) throw conflict('desk-changed')
    const { task, theme, owner } = bulk
    let changed: Id[]
    let details: Record<string, unknown> = {}
    if (task === 'acknowledge') changed = await acknowledge(tx, report.id, locked)
    else if (task === 'set-owner') {
      if (owner === undefined) throw invalidField('toOwner', 'desk-owner')
      if (owner !== null && !(await mayOwn(tx, report.working_group_id, owner)))
        throw invalidField('toOwner', 'desk-owner')
      changed = await setOwner(tx, report.id, locked, owner)
      details = { owner }
    } else {
      if (theme === undefined || !(await holdTheme(tx, report.id, theme))) throw invalidField('toTheme', 'desk-theme')
      changed =
        task === 'add-theme' ? await addTheme(tx, locked, theme, person.id) : await removeTheme(tx, locked, theme)
      details = { theme }
    }
    await recordEach(tx, person.id, ACTIONS[task], changed, details)
    return changed.length
  })
}

const ACTIONS: Readonly<Record<Task, string>> = {
  'add-theme': 'comment.theme-added',
  'remove-theme': 'comment.theme-removed',
  'set-owner': 'comment.owner-set',
  acknowledge: 'comment.acknowledged',
}

/** What a comment says, in a line of the chair's. @throws notFound where it is not a published comment of the report */
export async function writeGist(app: FastifyInstance, person: Visitor, report: Report, id: Id, gist: string) {
  await app.db.transaction().execute(async tx => {
    const locked = await lockComments(tx, report.id, [id])
    if (locked.length === 0) throw notFound('no-such-comment')
    if (await saveGist(tx, report.id, id, gist))
      await record(tx, { actor: person.id, action: 'comment.gist-written', subject: 'comment', subjectId: id })
  })
}
