import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { command as declare, UsageError } from '../command.js'

const DAY_MS = 24 * 3_600_000

export const command = declare({
  summary: 'Reads a DOCX, Markdown or HTML file as a new version of a report; the report is made if there is none.',
  notes:
    'A time is a date (2026-12-31) or a date with a time (2026-12-31T18:00Z), in UTC where no zone is given. A period ' +
    'that closes on a date is open until the end of that day.\n' +
    'With --json: {report, version, paragraphs, headings, warnings: [{code, place, detail}]}.',
  places: [{ name: 'file', means: 'the draft, at most 25 MB' }],
  options: {
    report: { value: 'SLUG', means: 'the report’s slug: small letters, digits and hyphens', required: true },
    title: { value: 'TITLE', means: 'the title of a new report; else the document’s own' },
    'working-group': { value: 'SLUG', means: 'the working group of a new report, for example wg1' },
    label: { value: 'LABEL', means: 'what the version is called, for example “Public draft”' },
    opens: { value: 'TIME', means: 'when the comment period opens; now if nothing is said' },
    closes: { value: 'TIME', means: 'when it closes' },
    publish: { means: 'publish it at once; else it stays a draft for the managing pages' },
  },
  async run({ file, report, title, label, publish, ...given }, io) {
    const opens = given.opens === undefined ? undefined : time('--opens', given.opens, 0)
    const closes = given.closes === undefined ? undefined : time('--closes', given.closes, DAY_MS)
    if (opens && closes && opens >= closes) throw new UsageError('--closes must be later than --opens.')
    const bytes = await readFile(file)
    const { withDatabase } = await import('../database/open.js')
    const { importVersion } = await import('../../reports/index.js')
    const imported = await withDatabase(io, operator =>
      importVersion(operator, {
        file: { name: basename(file), bytes },
        report,
        title,
        workingGroup: given['working-group'],
        label,
        opens,
        closes,
        publish: publish ? 'publish' : 'draft',
        actor: null,
      }),
    )
    for (const { code, place, detail } of imported.warnings)
      io.complain([place, code, detail].filter(Boolean).join(' · '))
    const text = `${imported.report}, version ${imported.version}: ${imported.paragraphs} paragraphs, ${imported.headings} headings`
    return { text: `${text}, ${imported.warnings.length} warnings`, json: imported }
  },
})

/** A moment; for a date alone, `ofDay` ms after its beginning. */
function time(option: string, text: string, ofDay: number): Date {
  const [, date, rest] =
    /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(text) ?? []
  const zone = rest && /(Z|[+-]\d{2}:\d{2})$/.test(rest) ? '' : 'Z'
  const moment = new Date(rest ? `${date}${rest}${zone}` : `${date}T00:00Z`)
  if (!date || Number.isNaN(moment.getTime()))
    throw new UsageError(`${option} is “${text}”; give a date such as 2026-12-31 or a time such as 2026-12-31T18:00Z.`)
  return rest ? moment : new Date(moment.getTime() + ofDay)
}
