import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import fastifyView from '@fastify/view'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import Handlebars, { type HelperOptions } from 'handlebars'
import { formsOf, isCoordinator, moderatedGroups, type Visitor } from '../accounts/index.js'
import { linksWithLanguage } from './language-prefix.js'
import { directionOf, formatDate, formatNumber, formatTime, languageName } from './locale.js'
import { leaveNotice, takeNotice } from './notice.js'

/**
 * Handlebars, strict: a variable that the view does not give is an error and not a blank. Templates hold no words:
 * `{{t "key" name=value}}` takes them from the messages, `{{rich "key"}}` where a message holds markup.
 */
export const views = fastifyPlugin<{ folder: string }>(async (app: FastifyInstance, { folder }) => {
  const handlebars = Handlebars.create()
  addHelpers(app, handlebars)
  await app.register(fastifyView, {
    engine: { handlebars },
    root: folder,
    // Templates are compiled once, also on a developer's machine: compiling all of a page's takes longer than the page.
    production: true,
    viewExt: 'hbs',
    // No indentation of partials: it would go into the words of a textarea and of <pre>.
    options: { compileOptions: { strict: true, preventIndent: true }, partials: componentsIn(folder) },
  })
  app.decorateRequest('typed')
  const render = async (template: string, data: ReturnType<typeof shellOf> & Record<string, unknown>) => {
    const body = await app.view(template, data)
    const html = String(await app.view('layout', { ...data, body }))
    return linksWithLanguage(html, data.prefix, app.messages.known)
  }
  app.decorateReply('page', async function (this: FastifyReply, template, data) {
    const html = await render(template, { ...shellOf(this.request, this), ...data })
    this.type('text/html; charset=utf-8')
    if (this.request.person) this.header('cache-control', 'private, no-cache')
    return this.send(html)
  })
  app.decorateRequest('sharedPage', async function (this: FastifyRequest, template, data) {
    return render(template, { ...sharedShellOf(this, data), ...data })
  })
  app.decorateReply('goTo', function (this: FastifyReply, path, notice) {
    if (notice !== undefined) leaveNotice(this, notice)
    return this.redirect(path, 303)
  })
})

/** What the layout and every template may count on. */
export function shellOf(request: FastifyRequest, reply: FastifyReply) {
  return {
    ...shellFor(request, request.person),
    translations: translationsAt(request, pageAt(request)),
    path: request.url,
    csrf: reply.generateCsrf({ userInfo: formsOf(request) }),
    notice: takeNotice(request, reply),
  }
}

/** The same for a page that is sent to everybody who is not signed in: nothing of one visitor, so no form either. */
function sharedShellOf(request: FastifyRequest, { path }: Record<string, unknown>): ReturnType<typeof shellOf> {
  const shell = shellFor(request, null)
  const translations = translationsAt(request, String(path ?? shell.pathname))
  return { ...shell, translations, path: shell.pathname, csrf: '', notice: null }
}

/** This page in every language that the site speaks; nothing where it is one. */
function translationsAt({ server, locale }: FastifyRequest, path: string) {
  const { languages } = server.messages
  if (languages.length < 2) return []
  return languages.map(tag => ({
    tag,
    name: languageName(tag),
    url: `/${tag}${path}`,
    current: tag === locale,
  }))
}

/** Where the browser finds the page again: what answers a form may have no page of its own. */
function pageAt({ method, url, routeOptions, server }: FastifyRequest): string {
  if (method === 'GET' || method === 'HEAD') return url
  return routeOptions.url && server.hasRoute({ method: 'GET', url: routeOptions.url }) ? url : '/'
}

function shellFor(request: FastifyRequest, person: Visitor | null) {
  const groups = person ? moderatedGroups(person) : []
  return {
    locale: request.locale,
    prefix: request.prefix,
    site: request.server.config.publicUrl,
    direction: directionOf(request.locale),
    pathname: request.url.split('?')[0]!,
    visitor: person && {
      name: person.name,
      moderates: groups === 'all' || groups.length > 0,
      coordinates: isCoordinator(person),
    },
    outbox: request.server.config.smtpUrl === null,
    wide: false,
    styles: [] as string[],
    scripts: [] as string[],
    description: '',
  }
}

/** Every template in templates/components is a partial, named by its path: `{{> components/button}}`. */
function componentsIn(folder: string): Record<string, string> {
  const root = join(folder, 'components')
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
  const paths = files
    .filter(f => f.isFile() && f.name.endsWith('.hbs'))
    .map(f => relative(folder, join(f.parentPath, f.name)))
  return Object.fromEntries(paths.map(path => [path.replace(/\.hbs$/, '').replaceAll('\\', '/'), path]))
}

function addHelpers(app: FastifyInstance, handlebars: typeof Handlebars): void {
  const localeOf = (options: HelperOptions): string => options.data?.root?.locale ?? 'en'
  handlebars.registerHelper({
    t: (key: string, options: HelperOptions) => app.messages.in(localeOf(options))(key, options.hash),
    rich: (key: string, options: HelperOptions) =>
      new handlebars.SafeString(app.messages.markupIn(localeOf(options))(key, options.hash)),
    asset: (name: string) => app.assets(name),
    /** A value as part of an address: `?continue={{encode path}}`. */
    encode: (value: string) => encodeURIComponent(value),
    number: (value: number, options: HelperOptions) => formatNumber(value, localeOf(options)),
    /** `<time>` in UTC; a script adds the reader's own zone. */
    time: (value: Date, options: HelperOptions) =>
      new handlebars.SafeString(
        `<time datetime="${value.toISOString()}">${formatTime(value, localeOf(options))}</time>`,
      ),
    date: (value: Date, options: HelperOptions) =>
      new handlebars.SafeString(
        `<time datetime="${value.toISOString()}">${formatDate(value, localeOf(options))}</time>`,
      ),
    eq: (a: unknown, b: unknown) => a === b,
    or: (...values: unknown[]) => values.slice(0, -1).some(Boolean),
    and: (...values: unknown[]) => values.slice(0, -1).every(Boolean),
    not: (value: unknown) => !value,
    /** Joins its arguments; for keys of messages made of parts: `{{t (concat "comments.kinds." kind)}}`. */
    concat: (...values: unknown[]) => values.slice(0, -1).join(''),
    directionOf: (language: string) => directionOf(language),
  })
}
