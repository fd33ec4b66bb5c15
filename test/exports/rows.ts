import { readFileSync } from 'node:fs'
import i18next from 'i18next'
import type { ExportHeader, ExportRow } from '../../server/exports/index.js'

/** The English words of the exports; a key that is missing is an error. `used` collects the keys asked for. */
export async function englishWords(used = new Set<string>()) {
  const messages = JSON.parse(readFileSync('messages/en/exports.json', 'utf8'))
  const instance = i18next.createInstance()
  await instance.init({
    lng: 'en',
    resources: { en: { translation: messages } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
    saveMissing: true,
    missingKeyHandler: (_languages, _namespace, key) => {
      throw new Error(`no message ${key}`)
    },
  })
  return (key: string, values?: Record<string, unknown>): string => {
    used.add(key)
    return instance.t(key, values ?? {})
  }
}

const SITE = 'https://consult.example'
const REPORT = { slug: 'iot-procurement', title: 'Procurement of secure Internet of Things devices' }

/** A comment as it stands in an export; `change` says what is special about it. */
export function row(number: number, change: Partial<ExportRow> = {}): ExportRow {
  const reference = `C-${String(number).padStart(4, '0')}`
  return {
    id: String(9000 + number),
    number: reference,
    url: `${SITE}/comments/${9000 + number}`,
    parent: null,
    depth: 0,
    report: REPORT,
    version: { number: 1, label: 'Draft for consultation', url: `${SITE}/reports/${REPORT.slug}/v/1` },
    workingGroup: 'Procurement and supply chain management',
    paragraph: paragraph('3.2', 4),
    alsoParagraphs: [],
    quote: null,
    anchor: null,
    kind: 'technical',
    stance: 'support-with-changes',
    body: 'Suppliers in smaller markets cannot carry this duty alone.\n\nPlease name who pays for it.',
    proposedText: null,
    author: {
      name: 'Ama Owusu',
      publishName: true,
      organisation: 'Ghana Open Networks',
      onBehalfOf: null,
      group: { code: 'technical-community', name: 'Technical community' },
      country: { code: 'GH', name: 'Ghana' },
    },
    language: 'en',
    receivedAt: '2026-11-03T09:15:00.000Z',
    updatedAt: null,
    withdrawnAt: null,
    endorsements: 0,
    replies: 0,
    status: 'published',
    moderation: null,
    themes: [],
    response: null,
    campaign: null,
    ...change,
  }
}

/** A paragraph of the sample report: `3.2 ¶4`. */
export function paragraph(section: string, index: number, text = WORDS): NonNullable<ExportRow['paragraph']> {
  return {
    id: `lineage-${section}-${index}`,
    number: `${section} ¶${index}`,
    fragment: `p-${section}-${index}`,
    url: `${SITE}/reports/${REPORT.slug}/v/1/p/${section}-${index}`,
    kind: 'paragraph',
    text,
    section: { number: section, title: SECTIONS[section] ?? 'Further matters' },
  }
}

const WORDS =
  'Procurement bodies should require that devices receive security updates for at least five years after the last sale, and that the supplier publishes the end of support at the time of sale.'
const SECTIONS: Record<string, string> = { '1': 'Introduction', '3.2': 'Duties of suppliers', '4': 'Deployment' }

export function header(change: Partial<ExportHeader> = {}): ExportHeader {
  return {
    report: { ...REPORT, url: `${SITE}/reports/${REPORT.slug}` },
    workingGroup: 'Procurement and supply chain management',
    url: `${SITE}/reports/${REPORT.slug}/comments`,
    versions: [
      {
        number: 1,
        label: 'Draft for consultation',
        url: `${SITE}/reports/${REPORT.slug}/v/1`,
        opensAt: '2026-10-15T00:00:00.000Z',
        closesAt: '2026-12-15T23:59:00.000Z',
      },
    ],
    sections: [
      { version: 1, number: null, title: '', comments: 1 },
      { version: 1, number: '1', title: 'Introduction', comments: 1 },
      { version: 1, number: '3.2', title: 'Duties of suppliers', comments: 6 },
      { version: 1, number: '4', title: 'Deployment', comments: 3 },
    ],
    generatedAt: '2026-11-24T16:05:00.000Z',
    audience: 'public',
    filter: null,
    counts: { pending: 0, published: 9, withheld: 1, withdrawn: 1, spam: 0 },
    logHead: '9f2c4be1a7d03356'.repeat(4),
    language: 'en',
    ...change,
  }
}

const to = (parent: ExportRow) => ({ id: parent.id, number: parent.number, url: parent.url })

/** A small consultation with everything that an export has to show, in the order of the document. */
export function consultation(): ExportRow[] {
  const first = row(3, {
    quote: {
      exact: 'devices receive security updates for at least five years after the last sale',
      prefix: 'Procurement bodies should require that ',
      suffix: ', and that the supplier',
    },
    proposedText: 'devices receive security updates for at least seven years after the last sale, free of charge',
    endorsements: 12,
    replies: 2,
    themes: ['Length of support', 'Costs'],
    alsoParagraphs: [paragraph('4', 1)].map(({ id, number, fragment, url }) => ({ id, number, fragment, url })),
    response: {
      disposition: 'partly-accepted',
      reason: 'Seven years for devices in critical infrastructure, five for others.\n\nCosts are for the contract.',
      duplicateOf: null,
      version: 2,
      paragraph: '3.2 ¶5',
      decidedAt: '2026-11-20T10:00:00.000Z',
    },
  })
  const reply = row(4, {
    parent: to(first),
    depth: 1,
    replies: 1,
    kind: 'question',
    stance: null,
    body: 'Who would check this after three years?',
    author: { ...first.author, name: null, publishName: false, organisation: null },
  })
  return [
    row(1, {
      paragraph: null,
      kind: 'general',
      stance: 'support',
      body: 'We welcome the report as a whole.',
      author: { ...first.author, onBehalfOf: 'African Network Operators' },
      updatedAt: '2026-11-04T08:00:00.000Z',
    }),
    row(2, {
      paragraph: { ...paragraph('1', 0, '1 Introduction'), number: '1', kind: 'heading' },
      kind: 'editorial',
      stance: null,
      body: 'Call it “Background”.',
      proposedText: 'Background',
    }),
    first,
    reply,
    row(5, {
      parent: to(reply),
      depth: 2,
      stance: null,
      body: 'ينبغي أن تتحقق الجهة المشترية من ذلك كل سنة، وفق معيار ETSI EN 303 645.\nوهذا سطر ثان.',
      language: 'ar',
      author: { ...first.author, name: 'ليلى حداد', country: { code: 'JO', name: 'Jordan' }, organisation: null },
    }),
    row(6, {
      body: null,
      status: 'withheld',
      stance: null,
      moderation: { reason: 'personal-attack', explanation: 'It names an employee and insults her.' },
      author: { name: null, publishName: false, organisation: null, onBehalfOf: null, group: null, country: null },
    }),
    row(7, {
      body: null,
      status: 'withdrawn',
      stance: null,
      withdrawnAt: '2026-11-09T12:00:00.000Z',
      author: { name: null, publishName: false, organisation: null, onBehalfOf: null, group: null, country: null },
    }),
    row(8, {
      campaign: { id: 'k1', size: 48 },
      stance: 'oppose',
      anchor: { state: 'edited', confidence: 0.97 },
      response: {
        disposition: 'duplicate',
        reason: 'Answered there.',
        duplicateOf: 'C-0003',
        version: null,
        paragraph: null,
        decidedAt: '2026-11-20T10:00:00.000Z',
      },
    }),
    row(9, { paragraph: paragraph('4', 1, 'يجب نشر المعايير في كل بلد.'), body: 'המלצה טובה מאוד.', language: 'he' }),
    row(10, {
      paragraph: paragraph('4', 2, 'Each country should deploy DNSSEC & RPKI.'),
      body: '我们支持这一建议，但需要更多时间。',
      language: 'zh',
      proposedText: 'Delete “each”.',
      author: { ...first.author, name: '李明', country: { code: 'CN', name: 'China' }, organisation: null },
    }),
    row(11, {
      paragraph: paragraph('4', 2, 'Each country should deploy DNSSEC & RPKI.'),
      body: '=HYPERLINK("https://evil.example";"click") <script>alert(1)</script>\n- one, two\n- "three"',
      kind: 'technical',
    }),
  ]
}

export async function* streamed<T>(rows: Iterable<T>): AsyncGenerator<T> {
  yield* rows
}

/** All bytes of an export. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}
