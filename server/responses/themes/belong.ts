import type { FastifyInstance } from 'fastify'
import { mayModerate, type Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id } from '../../database/schema.js'
import { conflict, invalidField, notAllowed, notFound } from '../../web/faults.js'
import { addToTheme, holdTheme, lockThemed, removeFromTheme } from './members.js'
import { lockNames } from './store.js'

type App = Pick<FastifyInstance, 'db'>
export interface Belonging {
  comment: Id
  theme: number
}

/**
 * Puts a comment in a theme of its report, or takes it out. Done already, it is left as it is.
 * @throws notFound; notAllowed for another group's; conflict where it is not published, or a reply; invalid where the theme is
 * not one of its report's
 */
export async function setTheme(app: App, person: Visitor, one: Belonging, step: 'add' | 'remove'): Promise<void> {
  await app.db.transaction().execute(tx => setIn(tx, person, one, step))
}

/** Puts several comments of a report in themes, all or none. @returns how many were new there */
export async function applyThemes(
  app: App,
  person: Visitor,
  reportId: number,
  chosen: readonly Belonging[],
): Promise<number> {
  const inOrder = [...chosen].sort((a, b) => Number(BigInt(a.comment) - BigInt(b.comment)))
  return app.db.transaction().execute(async tx => {
    await lockNames(tx, reportId)
    let changed = 0
    for (const one of inOrder) if (await setIn(tx, person, one, 'add', reportId)) changed++
    return changed
  })
}

async function setIn(tx: Database, person: Visitor, one: Belonging, step: 'add' | 'remove', reportId?: number) {
  const comment = await lockThemed(tx, one.comment)
  if (!comment) throw notFound('no-such-comment')
  if (!mayModerate(person, comment.working_group_id)) throw notAllowed('other-group-response')
  if (reportId !== undefined && comment.report_id !== reportId) throw invalidField('picks', 'comment-elsewhere')
  if (comment.status !== 'published' || comment.parent_id !== null) throw conflict('theme-not-published')
  if (!(await holdTheme(tx, comment.report_id, one.theme))) throw invalidField('theme', 'theme-elsewhere')
  const changed =
    step === 'add'
      ? await addToTheme(tx, comment, one.theme, person.id)
      : await removeFromTheme(tx, comment.id, one.theme)
  if (changed)
    await record(tx, {
      actor: person.id,
      action: step === 'add' ? 'comment.theme-added' : 'comment.theme-removed',
      subject: 'comment',
      subjectId: comment.id,
      details: { theme: one.theme },
    })
  return changed
}
