import { BorderStyle, type IParagraphStyleOptions, type IStylesOptions, LineRuleType, ShadingType } from 'docx'

/** Fonts that Word and LibreOffice both have or replace by one of the same widths, also for other scripts. */
const FONT = { ascii: 'Calibri', hAnsi: 'Calibri', cs: 'Arial', eastAsia: 'Microsoft YaHei' }
const INK = '1F2933'
const QUIET = '52606D'
const ACCENT = '17456B'
const GROUND = 'F1F4F7'
const edge = { style: BorderStyle.SINGLE, size: 4, space: 4, color: GROUND }

const bar = (color: string) => ({ left: { style: BorderStyle.SINGLE, size: 18, space: 8, color } })
const style = (
  id: string,
  name: string,
  run: IParagraphStyleOptions['run'],
  paragraph: IParagraphStyleOptions['paragraph'],
) => ({ id, name, basedOn: 'Normal', quickFormat: true, run, paragraph })

/** Sizes are in half points, spaces in twentieths of a point. Headings are Word's own, so that its navigation works. */
export function STYLES(language: string): IStylesOptions {
  return {
    default: {
      document: {
        run: { font: FONT, size: 21, sizeComplexScript: 21, color: INK, language: { value: language } },
        paragraph: { spacing: { after: 100, line: 264, lineRule: LineRuleType.AUTO } },
      },
      title: {
        run: { font: FONT, size: 44, bold: true, color: ACCENT },
        paragraph: { spacing: { before: 0, after: 240, line: 240, lineRule: LineRuleType.AUTO } },
      },
      heading1: heading(32, 360, 140),
      heading2: heading(26, 320, 100),
      heading3: heading(22, 260, 80),
      heading4: heading(21, 220, 60),
      hyperlink: { run: { color: ACCENT, underline: {} } },
    },
    paragraphStyles: [
      style('Header', 'header', { size: 17, color: QUIET }, { spacing: { after: 0 } }),
      style('Footer', 'footer', { size: 17, color: QUIET }, { spacing: { after: 0 } }),
      style('TableText', 'Table text', { size: 19 }, { spacing: { after: 0 } }),
      style('TableLabel', 'Table label', { size: 19, bold: true }, { spacing: { after: 0 } }),
      style('Small', 'Small print', { size: 18, color: QUIET }, { spacing: { before: 120 } }),
      style(
        'DraftWords',
        'Words of the draft',
        { size: 20, color: '3A4754' },
        {
          keepNext: true,
          spacing: { before: 60, after: 200 },
          indent: { left: 100, right: 100 },
          // The border is of the ground's own colour: it is what pads it.
          border: { top: edge, bottom: edge, left: edge, right: edge },
          shading: { type: ShadingType.CLEAR, color: 'auto', fill: GROUND },
        },
      ),
      style(
        'CommentHead',
        'Comment',
        { size: 21 },
        {
          keepNext: true,
          spacing: { before: 200, after: 20 },
          border: { top: { style: BorderStyle.SINGLE, size: 4, space: 6, color: 'D3DAE1' } },
        },
      ),
      style('CommentFacts', 'Comment facts', { size: 18, color: QUIET }, { keepNext: true, spacing: { after: 80 } }),
      style('CommentText', 'Comment text', {}, { spacing: { after: 100 } }),
      style(
        'Quoted',
        'Quoted words',
        { italics: true, color: QUIET },
        { indent: { left: 284 }, border: bar('B8C2CC') },
      ),
      style(
        'ProposalHead',
        'Proposed wording',
        { size: 18, bold: true, color: QUIET },
        { keepNext: true, spacing: { before: 60, after: 20 } },
      ),
      style('ProposalText', 'Proposed wording text', {}, { spacing: { after: 100 } }),
      style('Tombstone', 'Comment not shown', { italics: true, color: QUIET }, {}),
      style(
        'ResponseHead',
        'Response',
        { bold: true, color: ACCENT },
        { keepNext: true, indent: { left: 284 }, border: bar(ACCENT), spacing: { before: 80, after: 20 } },
      ),
      style('Response', 'Response text', {}, { indent: { left: 284 }, border: bar(ACCENT), spacing: { after: 60 } }),
    ],
  }
}

function heading(size: number, before: number, after: number) {
  return {
    run: { font: FONT, size, sizeComplexScript: size, bold: true, color: ACCENT },
    paragraph: { keepNext: true, spacing: { before, after, line: 240, lineRule: LineRuleType.AUTO } },
  }
}
