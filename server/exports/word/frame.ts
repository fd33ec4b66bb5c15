import {
  AlignmentType,
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  Header,
  HeadingLevel,
  InternalHyperlink,
  type IParagraphOptions,
  type ISectionPropertiesOptions,
  PageNumber,
  Paragraph,
  ShadingType,
  Tab,
  Table,
  TableCell,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
} from 'docx'
import { aboutLines, sectionWords, versionWords } from '../about.js'
import { type ExportHeader, STATUSES, totalOf } from '../row.js'
import { directionOf, printable } from '../text.js'
import type { Translate } from '../words.js'
import { MARKER } from './package.js'
import { STYLES } from './styles.js'

/** A4 with 2 cm margins, in twentieths of a point. */
export const PAGE = { width: 11_906, height: 16_838, margin: 1134 }
const TEXT_WIDTH = PAGE.width - 2 * PAGE.margin

/** The document around the comments: title, what it is, counts and contents, header and footer with page numbers. */
export function frame(header: ExportHeader, translate: Translate): Document {
  const title = printable(translate('title', { title: header.report.title }))
  return new Document({
    title,
    subject: header.versions.map(version => versionWords(version, translate)).join(', '),
    creator: printable(header.workingGroup ?? header.report.title),
    lastModifiedBy: '',
    description: header.url,
    styles: STYLES(header.language),
    features: { updateFields: false },
    sections: [
      {
        properties: PAGE_PROPERTIES,
        headers: { default: pageHeader(header, translate) },
        footers: { default: pageFooter(translate) },
        children: [
          words({ heading: HeadingLevel.TITLE }, title),
          aboutTable(header, translate),
          words({ style: 'Small' }, translate('comment.key')),
          words({ heading: HeadingLevel.HEADING_1 }, translate('counts.caption')),
          countsTable(header, translate),
          ...contents(header, translate),
          words({ heading: HeadingLevel.HEADING_1 }, translate('commentsHeading')),
          ...(totalOf(header.counts) === 0 ? [words({}, translate('none'))] : []),
          new Paragraph(MARKER),
        ],
      },
    ],
  })
}

const PAGE_PROPERTIES: ISectionPropertiesOptions = {
  page: {
    size: { width: PAGE.width, height: PAGE.height },
    margin: { top: 1300, bottom: 1200, left: PAGE.margin, right: PAGE.margin, header: 600, footer: 600 },
  },
}

function words(options: IParagraphOptions, text: string): Paragraph {
  const rightToLeft = directionOf(text) === 'rtl'
  return new Paragraph({
    ...options,
    bidirectional: rightToLeft || undefined,
    children: [new TextRun({ text: printable(text), rightToLeft: rightToLeft || undefined })],
  })
}

function pageHeader(header: ExportHeader, translate: Translate): Header {
  const versions = header.versions.map(({ number }) => versionWords({ number, label: '' }, translate)).join(', ')
  return new Header({
    children: [
      new Paragraph({
        style: 'Header',
        tabStops: [{ type: TabStopType.RIGHT, position: TEXT_WIDTH }],
        children: [new TextRun(printable(header.report.title)), new TextRun({ children: [new Tab(), versions] })],
      }),
    ],
  })
}

/** The words of “Page 3 of 12” with fields in the place of the numbers, whatever their order in the language. */
export function pageFooter(translate: Translate): Footer {
  const [page, pages] = ['\u{E001}', '\u{E002}']
  const parts = translate('page', { page, pages }).split(/([\u{E001}\u{E002}])/u)
  const fields = parts.map(part =>
    part === page ? PageNumber.CURRENT : part === pages ? PageNumber.TOTAL_PAGES : part,
  )
  return new Footer({
    children: [
      new Paragraph({
        style: 'Footer',
        alignment: AlignmentType.RIGHT,
        bidirectional: directionOf(translate('page', { page: '', pages: '' })) === 'rtl' || undefined,
        children: [new TextRun({ children: fields })],
      }),
    ],
  })
}

const LINE = { style: BorderStyle.SINGLE, size: 4, color: 'B8C2CC' }
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' }
const BORDERS = { top: LINE, bottom: LINE, left: NONE, right: NONE, insideHorizontal: LINE, insideVertical: NONE }

export function cell(width: number, child: Paragraph, fill?: string): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 50, bottom: 50, left: 90, right: 90 },
    shading: fill ? { type: ShadingType.CLEAR, color: 'auto', fill } : undefined,
    children: [child],
  })
}

export function table(widths: readonly number[], rows: readonly TableRow[]): Table {
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: [...widths],
    borders: BORDERS,
    rows: [...rows],
  })
}

function aboutTable(header: ExportHeader, translate: Translate): Table {
  const widths = [2400, TEXT_WIDTH - 2400]
  return table(
    widths,
    aboutLines(header, translate).map(({ label, value, url }) => {
      const linked = url
        ? new Paragraph({
            style: 'TableText',
            bidirectional: directionOf(value) === 'rtl' || undefined,
            children: [
              new ExternalHyperlink({
                link: url,
                children: [new TextRun({ text: printable(value), style: 'Hyperlink' })],
              }),
            ],
          })
        : words({ style: 'TableText' }, value)
      return new TableRow({
        cantSplit: true,
        children: [cell(widths[0]!, words({ style: 'TableLabel' }, label)), cell(widths[1]!, linked)],
      })
    }),
  )
}

function countsTable(header: ExportHeader, translate: Translate): Table {
  const widths = [...STATUSES, 'sum'].map(() => Math.floor(TEXT_WIDTH / (STATUSES.length + 1)))
  const heads = [...STATUSES.map(status => translate(`statuses.${status}`)), translate('counts.sum')]
  const numbers = [...STATUSES.map(status => header.counts[status]), totalOf(header.counts)]
  const number = new Intl.NumberFormat(header.language)
  return table(widths, [
    new TableRow({
      tableHeader: true,
      children: heads.map((head, i) =>
        cell(widths[i]!, words({ style: 'TableLabel', alignment: AlignmentType.RIGHT }, head), 'EEF2F6'),
      ),
    }),
    new TableRow({
      children: numbers.map((value, i) =>
        cell(widths[i]!, words({ style: 'TableText', alignment: AlignmentType.RIGHT }, number.format(value))),
      ),
    }),
  ])
}

/** The clauses with their comments, each leading to its heading. */
function contents(header: ExportHeader, translate: Translate): (Paragraph | Table)[] {
  if (header.sections.length === 0) return []
  const widths = [TEXT_WIDTH - 1500, 1500]
  const several = header.versions.length > 1
  const head = new TableRow({
    tableHeader: true,
    children: [
      cell(widths[0]!, words({ style: 'TableLabel' }, translate('contents.section')), 'EEF2F6'),
      cell(
        widths[1]!,
        words({ style: 'TableLabel', alignment: AlignmentType.RIGHT }, translate('contents.comments')),
        'EEF2F6',
      ),
    ],
  })
  const rows = header.sections.map((section, index) => {
    const version = several ? `${versionWords({ number: section.version, label: '' }, translate)} · ` : ''
    const title = printable(version + sectionWords(section, translate))
    const name = new TextRun({ text: title, style: 'Hyperlink' })
    return new TableRow({
      cantSplit: true,
      children: [
        cell(
          widths[0]!,
          new Paragraph({
            style: 'TableText',
            bidirectional: directionOf(title) === 'rtl' || undefined,
            children: [new InternalHyperlink({ anchor: sectionBookmark(index), children: [name] })],
          }),
        ),
        cell(widths[1]!, words({ style: 'TableText', alignment: AlignmentType.RIGHT }, String(section.comments))),
      ],
    })
  })
  return [words({ heading: HeadingLevel.HEADING_1 }, translate('contents.heading')), table(widths, [head, ...rows])]
}

/** Name of the bookmark at the heading of the header's section with this index. */
export function sectionBookmark(index: number): string {
  return `section_${index}`
}
