import { type Static, Type } from 'typebox'
import { record } from '../../../audit/index.js'
import type { Id } from '../../../database/schema.js'
import { invalidField, notFound } from '../../../web/faults.js'
import { type FormFields, field } from '../../../web/forms.js'
import { TITLE_LIMIT } from '../../importing/naming.js'
import { lockReport } from '../../importing/store.js'
import type { Publisher } from '../publishing/publish.js'
import { setDetails } from './store.js'

export const Details = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: TITLE_LIMIT }),
    summary: Type.String({ maxLength: 2_000 }),
    language: Type.String({ minLength: 1, maxLength: 35 }),
  },
  { additionalProperties: false },
)
export type Details = Static<typeof Details>

export const toDetails = (fields: FormFields) => ({
  title: field(fields, 'title') ?? '',
  summary: field(fields, 'summary') ?? '',
  language: field(fields, 'language') ?? '',
})

/** What a report is called and is about, and in which language it is written. @throws notFound, invalid */
export async function changeDetails(app: Publisher, slug: string, details: Details, actor: Id): Promise<void> {
  const language = languageTag(details.language)
  if (language === null) throw invalidField('language', 'language')
  const after = { ...details, language }
  const changed = await app.db.transaction().execute(async tx => {
    const report = await lockReport(tx, slug)
    if (!report) throw notFound('no-such-report')
    const changes = (['title', 'summary', 'language'] as const).filter(name => report[name] !== after[name])
    if (changes.length === 0) return null
    await setDetails(tx, report.id, after)
    await record(tx, {
      actor,
      action: 'report.changed',
      subject: 'report',
      subjectId: report.id,
      details: { report: slug, changed: changes },
    })
    return report.id
  })
  if (changed !== null) app.signals?.tell('report', changed)
}

/** As BCP 47 writes it; null where it is no tag of a language. */
function languageTag(typed: string): string | null {
  try {
    return Intl.getCanonicalLocales(typed.replaceAll('_', '-'))[0] ?? null
  } catch {
    return null
  }
}
