import type { DraftWarning, WarningCode } from '../../../drafts/index.js'
import type { Translate } from '../../../web/messages.js'

/** How much a warning matters: words may be lost; something is there, but not as it stood; left out on purpose. */
type Weight = 'lost' | 'changed' | 'aside'

const WEIGHTS: Readonly<Record<Exclude<WarningCode, 'more'>, Weight>> = {
  comment: 'lost',
  'hidden-text': 'lost',
  equation: 'lost',
  drawing: 'lost',
  'embedded-object': 'lost',
  'embedded-document': 'lost',
  'form-field': 'lost',
  'active-content': 'lost',
  symbol: 'lost',
  'image-type': 'lost',
  'image-svg': 'lost',
  'image-too-large': 'lost',
  'image-external': 'lost',
  'image-missing': 'lost',
  'unused-definition': 'lost',
  other: 'lost',
  'tracked-change': 'changed',
  'tracked-looks': 'changed',
  link: 'changed',
  'broken-link': 'changed',
  'text-box': 'changed',
  'nested-table': 'changed',
  encoding: 'changed',
  'title-page': 'aside',
  contents: 'aside',
  'header-footer': 'aside',
  'front-matter': 'aside',
  navigation: 'aside',
}
const SHOWN = 10
const ORDER: readonly Weight[] = ['lost', 'changed', 'aside']

/** Every kind of warning, for a test that each has its words. */
export const warningCodes = [...Object.keys(WEIGHTS), 'more'] as WarningCode[]

type Stored = Pick<DraftWarning, 'code' | 'place' | 'detail'>

/**
 * Warnings by how much they matter and of what kind they are, each with its place in words. `linkTo` leads from a
 * printed number to the paragraph on the page, or is null where it has none.
 */
export function warningGroups(warnings: readonly Stored[], t: Translate, linkTo: (number: string) => string | null) {
  const more = new Map<string, number>()
  for (const { code, detail } of warnings) {
    const [, of, count] = code === 'more' ? (/^(\S+) (\d+)$/.exec(detail) ?? []) : []
    if (of !== undefined) more.set(of, Number(count))
  }
  const kinds = new Map<string, Stored[]>()
  for (const warning of warnings) {
    if (warning.code === 'more') continue
    const code = warning.code in WEIGHTS ? warning.code : 'other'
    kinds.set(code, [...(kinds.get(code) ?? []), warning])
  }
  return ORDER.map(weight => ({
    title: t(`manage.weights.${weight}`),
    kinds: [...kinds]
      .filter(([code]) => WEIGHTS[code as keyof typeof WEIGHTS] === weight)
      .map(([code, items]) => ({
        words: t(`manage.warnings.${code}`),
        count: items.length + (more.get(code) ?? 0),
        // What may be missed is seen without asking for it, as long as it does not hide the rest.
        open: weight === 'lost' && items.length <= SHOWN,
        items: items.map(({ place, detail }) => ({
          place: place === null ? t('manage.preview.whole-file') : t('manage.preview.at', { place }),
          url: place === null ? null : linkTo(place),
          detail,
        })),
        more: more.has(code) ? t('manage.warnings.more', { count: more.get(code) }) : null,
      })),
  })).filter(group => group.kinds.length > 0)
}
