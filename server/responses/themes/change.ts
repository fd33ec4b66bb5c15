import type { FastifyInstance } from 'fastify'
import type { Visitor } from '../../accounts/index.js'
import { record } from '../../audit/index.js'
import type { Database } from '../../database/pool.js'
import type { Id, Report } from '../../database/schema.js'
import { conflict, invalidField, notFound } from '../../web/faults.js'
import { moveComments } from './members.js'
import type { NewTheme, ThemeChange } from './schema.js'
import {
  addHistory,
  insertTheme,
  lastChange,
  lockNames,
  lockTheme,
  nameTaken,
  setMerged,
  type ThemeRow,
  updateTheme,
} from './store.js'

type App = Pick<FastifyInstance, 'db'>
type Of = Pick<Report, 'id'>

/** @throws invalid where the report has a theme of this name */
export async function createTheme(app: App, person: Visitor, report: Of, given: NewTheme): Promise<number> {
  return app.db.transaction().execute(tx => createIn(tx, person, report, given, 'name'))
}

async function createIn(
  tx: Database,
  person: Visitor,
  report: Of,
  given: NewTheme,
  field: 'name' | 'newName',
): Promise<number> {
  await lockNames(tx, report.id)
  const made = await insertTheme(tx, { report_id: report.id, ...given })
  if (!made) throw invalidField(field, 'theme-name')
  await addHistory(tx, { theme: made.id, person: person.id, change: 'created' })
  await note(tx, person, report, 'created', { theme: made.id })
  return made.id
}

/**
 * Changes what a theme is called, says and looks like; each change with what stood there before in its history.
 * @throws conflict where somebody else has changed it since the form was shown; invalid where the name is taken
 */
export async function changeTheme(
  app: App,
  person: Visitor,
  report: Of,
  id: number,
  { seen, ...given }: ThemeChange,
): Promise<void> {
  await app.db.transaction().execute(async tx => {
    await lockNames(tx, report.id)
    const now = await take(tx, report, id)
    const changes = CHANGES.filter(([, name]) => now[name] !== given[name])
    // A form that is sent twice does nothing the second time.
    if (changes.length === 0) return
    await mustBeAsSeen(tx, id, seen)
    if (await nameTaken(tx, report.id, given.name, id)) throw invalidField('name', 'theme-name')
    await updateTheme(tx, id, given)
    for (const [change, name] of changes) {
      await addHistory(tx, { theme: id, person: person.id, change, before: String(now[name]) })
      await note(tx, person, report, change, { theme: id })
    }
  })
}

const CHANGES = [
  ['renamed', 'name'],
  ['described', 'description'],
  ['summarised', 'summary'],
  ['marked', 'mark'],
] as const

/**
 * All comments of one theme go to another. Its address leads there from now on, and its history stands with the other's.
 * @throws conflict as changeTheme(); invalid where the other is not one of this report's
 */
export async function mergeThemes(
  app: App,
  person: Visitor,
  report: Of,
  id: number,
  { into, seen }: { into: number; seen: Id },
): Promise<void> {
  if (into === id) throw invalidField('into', 'theme-itself')
  await app.db.transaction().execute(async tx => {
    await lockNames(tx, report.id)
    const [from, to] = await takeBoth(tx, report, id, into)
    await mustBeAsSeen(tx, id, seen)
    const comments = await moveComments(tx, from.id, to.id)
    await setMerged(tx, from.id, to.id)
    await addHistory(tx, { theme: from.id, person: person.id, change: 'merged', before: from.summary, other: to.id })
    await addHistory(tx, { theme: to.id, person: person.id, change: 'merged', other: from.id })
    await note(tx, person, report, 'merged', { theme: from.id, into: to.id, comments })
  })
}

/**
 * Some comments of a theme go to a new one.
 * @throws conflict as changeTheme(), and where one of the comments is no longer in the theme; invalid where none is chosen
 */
export async function splitTheme(
  app: App,
  person: Visitor,
  report: Of,
  id: number,
  { newName, comments, seen }: { newName: string; comments: readonly Id[]; seen: Id },
): Promise<number> {
  if (comments.length === 0) throw invalidField('comments', 'nothing-chosen')
  return app.db.transaction().execute(async tx => {
    await lockNames(tx, report.id)
    const from = await take(tx, report, id)
    await mustBeAsSeen(tx, id, seen)
    const made = await createIn(tx, person, report, { name: newName, description: '', mark: from.mark }, 'newName')
    const moved = await moveComments(tx, id, made, comments)
    if (moved.length !== new Set(comments).size) throw conflict('theme-comments-changed')
    await addHistory(tx, { theme: id, person: person.id, change: 'split', other: made })
    await addHistory(tx, { theme: made, person: person.id, change: 'split', other: id })
    await note(tx, person, report, 'split', { theme: id, into: made, comments: moved })
    return made
  })
}

async function take(tx: Database, report: Of, id: number): Promise<ThemeRow> {
  const theme = await lockTheme(tx, report.id, id)
  if (!theme) throw notFound('no-such-theme')
  return theme
}

async function takeBoth(tx: Database, report: Of, id: number, into: number): Promise<[ThemeRow, ThemeRow]> {
  const from = await take(tx, report, id)
  const to = await lockTheme(tx, report.id, into)
  if (!to) throw invalidField('into', 'theme-elsewhere')
  return [from, to]
}

async function mustBeAsSeen(tx: Database, id: number, seen: Id): Promise<void> {
  const last = await lastChange(tx, id)
  if (last && last.id !== seen) throw conflict('theme-changed', { who: last.who ?? '—' })
}

async function note(tx: Database, person: Visitor, report: Of, verb: string, details: Record<string, unknown>) {
  await record(tx, {
    actor: person.id,
    action: `theme.${verb}`,
    subject: 'report',
    subjectId: report.id,
    details,
  })
}
