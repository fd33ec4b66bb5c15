import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Fault, notFound } from '../../web/faults.js'
import { formView, showAgain } from '../../web/form-view.js'
import { field, readForm } from '../../web/forms.js'
import { languageName } from '../../web/locale.js'
import { tabs } from '../pages/tabs.js'
import { countries } from '../people/countries.js'
import { genders, stakeholderGroups } from '../people/groups.js'
import { findPerson } from '../people/store.js'
import { localPath } from '../sign-in/continue.js'
import { goOn } from '../sign-in/go-on.js'
import { changeProfile } from './change.js'
import { ProfileBody, toProfile } from './schema.js'
import { profileValues } from './values.js'

const Continue = Type.Object({ continue: Type.Optional(Type.String()) })

/** The first sign-in's questions, and changing the answers later. */
export const profileRoutes: FastifyPluginAsyncTypebox = async app => {
  const signedIn = { may: 'sign-in' } as const

  app.get('/account/welcome', { schema: { querystring: Continue }, config: signedIn }, async (request, reply) => {
    const next = localPath(request.query.continue)
    return request.person!.complete ? reply.goTo(next) : showWelcome(request, reply, next)
  })

  app.post(
    '/account/welcome',
    {
      schema: { body: ProfileBody },
      config: signedIn,
      preValidation: readForm(toProfile),
      preHandler: app.csrfProtection,
      errorHandler: showAgain((request, reply, fault) =>
        showWelcome(request, reply, localPath(field(request.typed, 'continue')), fault),
      ),
    },
    async (request, reply) => {
      await changeProfile(app, request.person!.id, request.body)
      return goOn(request, reply, localPath(field(request.typed, 'continue')))
    },
  )

  app.get('/account/profile', { config: signedIn }, async (request, reply) => showProfile(request, reply))

  app.post(
    '/account/profile',
    {
      schema: { body: ProfileBody },
      config: signedIn,
      preValidation: readForm(toProfile),
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showProfile),
    },
    async (request, reply) => {
      await changeProfile(app, request.person!.id, request.body)
      // A language that she has just chosen is the one to go on in.
      if (request.body.locale !== undefined && request.body.locale !== request.locale) request.prefix = ''
      return reply.goTo('/account/profile', 'account.changed')
    },
  )
}

async function showWelcome(request: FastifyRequest, reply: FastifyReply, next: string, fault?: Fault) {
  return reply.header('cache-control', 'no-store').page('accounts/welcome', {
    title: request.t('accounts.welcome.title'),
    next,
    ...(await profileForm(request, fault)),
  })
}

async function showProfile(request: FastifyRequest, reply: FastifyReply, fault?: Fault) {
  return reply.header('cache-control', 'no-store').page('accounts/profile', {
    title: request.t('accounts.profile.title'),
    tabs: tabs(request, '/account/profile'),
    email: request.person!.email,
    ...(await profileForm(request, fault)),
  })
}

async function profileForm(request: FastifyRequest, fault: Fault | undefined) {
  const { t, locale, server } = request
  const person = await findPerson(server.db, request.person!.id)
  if (!person) throw notFound()
  const choice = (value: string, key: string) => ({ value, label: t(`accounts.${key}.${value}`) })
  const { languages } = server.messages
  return {
    form: formView(request, profileValues(person), fault && { typed: request.typed, fault: worded(fault) }),
    groups: stakeholderGroups.map(value => choice(value, 'groups')),
    genders: genders.map(value => choice(value, 'genders')),
    countries: countries(locale),
    languages: languages.length > 1 ? languages.map(value => ({ value, label: languageName(value) })) : [],
  }
}

/** “Choose your country” helps more than a list of codes. */
function worded(fault: Fault): Fault {
  const own: Record<string, string> = { name: 'your-name', group: 'your-group', country: 'your-country' }
  const asked = ['required', 'choice']
  return new Fault(
    fault.kind,
    fault.key,
    fault.values,
    fault.fields.map(one => (own[one.field] && asked.includes(one.key) ? { ...one, key: own[one.field]! } : one)),
  )
}
