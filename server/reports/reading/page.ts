import type { FastifyInstance, FastifyRequest } from 'fastify'
import { mayModerate } from '../../accounts/index.js'
import type { Id, Report } from '../../database/schema.js'
import { formats } from '../../exports/index.js'
import { notFound } from '../../web/faults.js'
import { directionOf } from '../../web/locale.js'
import type { Translate } from '../../web/messages.js'
import type { Kept } from '../kept/kept.js'
import type { PageContent } from '../kept/pages.js'
import { termsOf } from '../managing/publishing/store.js'
import { paragraphPath, reportPath, versionPath } from '../paths.js'
import { nextTurn, periodOf } from '../period.js'
import { publishedPlaces, type VersionPlace, versionInAnyState } from '../store.js'
import { groupView, paragraphsIn, periodView, versionName } from '../views.js'
import { type Article, type Counted, composeArticle, fillIn, NUMBER, WHOLE_REPORT_ID } from './article.js'
import { composeContents } from './contents.js'
import { goneViews } from './gone.js'
import { countCarried, countsOf, goneParagraphs, paragraphsOf } from './store.js'

/** What of a version's text never changes once it is published, by version and language of the page. */
export interface Text {
  article: Article
  contents: string
}

/** In addresses: the comments on the report as a whole. */
const WHOLE_REPORT = 'report'

/**
 * A version to read: as it is for everybody, or a draft for those who prepare it.
 * @throws notFound
 */
export async function findReadingPage(
  app: FastifyInstance,
  texts: Kept<Text>,
  request: FastifyRequest,
  { slug, number, comments }: { slug: string; number: number; comments: 'own' | 'all' },
): Promise<PageContent> {
  const now = new Date()
  const { t, locale } = request
  const place = await versionInAnyState(app.db, slug, number)
  if (!place || !maySee(request, place)) throw notFound('no-such-version')
  const { report, version } = place
  const compose = () => composeText(app, place, locale, t)
  const [text, counts, gone, carried, published, terms] = await Promise.all([
    // A draft may still change.
    version.state === 'draft' ? compose() : texts.get(`${locale} ${version.id}`, 0, async () => sized(await compose())),
    countsOf(app.db, version.id, comments),
    comments === 'all' ? goneParagraphs(app.db, version.id) : [],
    countCarried(app.db, version.id),
    publishedPlaces(app.db, { reportId: report.id }),
    termsOf(app.db, version.id),
  ])
  const period = periodView(place, t, now)
  const here = versionPath(slug, number)
  const query = comments === 'all' ? '?comments=all' : ''
  const article = fillIn(text.article, {
    counts,
    words: markWords(period.state === 'open' ? 'open' : 'not open', t),
    query,
    gone: goneViews(gone, { slug, language: pageLanguage(report, locale), t }),
  })
  const whole = counts.get(WHOLE_REPORT_ID)
  const latest = published[0]
  const data = {
    title: `${report.title}, ${versionName(version, t)}`,
    description: report.summary,
    wide: true,
    scripts: ['reading.js'],
    language: { lang: report.language, dir: directionOf(report.language) },
    report: { title: report.title, url: reportPath(report.slug), sample: report.sample },
    group: groupView(place.workingGroup),
    name: versionName(version, t),
    published: version.published_at,
    words: version.words,
    period,
    policy: t(`reports.policy.${version.moderation}`),
    changes: terms.slice(1).map(one => ({
      at: one.set_at,
      closes: one.closes_at,
      policy: t(`reports.policy.${one.moderation}`),
      note: one.note,
    })),
    newer: latest && latest.version.number > number ? versionLink(latest, t) : null,
    guidance: paragraphsIn(version.guidance),
    questions: version.questions,
    wholeUrl: version.state === 'draft' ? null : paragraphPath(slug, number, WHOLE_REPORT) + query,
    wholeCount: whole ? whole.own + whole.carried : 0,
    commentsUrl: `${reportPath(slug)}/comments?version=${number}`,
    total: sum(counts),
    choices:
      carried === 0
        ? null
        : [
            { label: t('reports.reading.own'), url: here, current: comments === 'own' },
            {
              label: t('reports.reading.with-carried', { count: carried }),
              url: `${here}?comments=all`,
              current: comments === 'all',
            },
          ],
    contents: text.contents,
    article,
    changesUrl: published.some(one => one.version.number < number) ? `${versionPath(slug, number)}/changes` : null,
    versions: published.map(one => ({ ...versionLink(one, t), current: one.version.id === version.id })),
    downloads: Object.keys(formats).map(format => ({
      format,
      url: `${reportPath(slug)}/export?format=${format}&version=${number}`,
    })),
  }
  // Comments of earlier drafts change with those.
  const counted = carried === 0 ? version.id : 'many'
  return { template: 'reports/reading', data, counts: counted, until: nextTurn([periodOf(version, now)], now) }
}

function maySee({ person }: FastifyRequest, { version, workingGroup }: VersionPlace): boolean {
  return version.state === 'published' || (person?.blocked === false && mayModerate(person, workingGroup.id))
}

async function composeText(
  app: FastifyInstance,
  { report, version }: VersionPlace,
  locale: string,
  t: Translate,
): Promise<Text> {
  const paragraphs = await paragraphsOf(app.db, version.id)
  const footnotes = t('reports.reading.footnotes')
  const hasFootnotes = paragraphs.some(({ kind }) => kind === 'footnote')
  return {
    contents: composeContents(paragraphs, hasFootnotes ? footnotes : null),
    article: composeArticle(paragraphs, {
      version: version.number,
      footnotes,
      pageLanguage: pageLanguage(report, locale),
      comments: version.state === 'draft' ? 'none' : 'linked',
    }),
  }
}

/** The page's own language, unless it is the text's as well. */
function pageLanguage({ language }: Pick<Report, 'language'>, locale: string) {
  const same = language.split('-')[0]!.toLowerCase() === locale.split('-')[0]!.toLowerCase()
  return same ? null : { lang: locale, dir: directionOf(locale) }
}

function sized(text: Text) {
  const letters = text.contents.length + text.article.pieces.reduce((all, piece) => all + piece.length, 0)
  return { value: text, bytes: 2 * letters + 200 * text.article.marks.length }
}

/** What stands by a paragraph: the number of its comments, or where there is none, nothing but a sign by the style. */
function markWords(state: 'open' | 'not open', t: Translate) {
  return ({ own, carried }: Counted) => {
    const count = own + carried
    if (count === 0 && state === 'open') return { short: '', full: t('reports.reading.comment-on', { number: NUMBER }) }
    const full = t('reports.reading.comments-on', { count, number: NUMBER })
    const of = carried === 0 ? '' : ` (${t('reports.reading.of-which-carried', { count: carried })})`
    return { short: count === 0 ? '' : String(count), full: full + of }
  }
}

const versionLink = ({ report, version }: VersionPlace, t: Translate) => ({
  name: versionName(version, t),
  url: versionPath(report.slug, version.number),
})

const sum = (counts: ReadonlyMap<Id, Counted>) => [...counts.values()].reduce((all, { own }) => all + own, 0)
