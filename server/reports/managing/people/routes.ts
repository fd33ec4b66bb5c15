import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { grantRole, revokeRole } from '../../../accounts/index.js'
import type { Role } from '../../../database/schema.js'
import { type Fault, notFound } from '../../../web/faults.js'
import { formView, showAgain } from '../../../web/form-view.js'
import { type FormFields, field, readForm } from '../../../web/forms.js'
import { workingGroups } from '../../overview/store.js'
import { addressOf, roleHolders } from './store.js'

/** `coordinator`, or `chair:` and the group's slug: a role is chosen in one piece. */
const RoleChoice = Type.String({ pattern: '^(coordinator|chair:[a-z0-9-]{1,60})$' })
const Grant = Type.Object(
  { email: Type.String({ minLength: 1, maxLength: 320 }), role: RoleChoice },
  { additionalProperties: false },
)
const Revoke = Type.Object(
  { person: Type.String({ pattern: '^[0-9]{1,18}$' }), role: RoleChoice },
  { additionalProperties: false },
)

const toGrant = (fields: FormFields) => ({ email: field(fields, 'email') ?? '', role: field(fields, 'role') })
const toRevoke = (fields: FormFields) => ({ person: field(fields, 'person'), role: field(fields, 'role') })

function roleOf(choice: Static<typeof RoleChoice>): { role: Role; workingGroup: string | null } {
  const group = choice.startsWith('chair:') ? choice.slice('chair:'.length) : null
  return { role: group === null ? 'coordinator' : 'chair', workingGroup: group }
}

/** Who is coordinator and who chairs which group: given by e-mail address, taken away by the list. */
export const peopleRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/manage/people', { config: { may: 'coordinate' } }, async (request, reply) => showPeople(request, reply))

  app.post(
    '/manage/people',
    {
      schema: { body: Grant },
      config: { may: 'coordinate' },
      preValidation: readForm(toGrant),
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showPeople),
    },
    async (request, reply) => {
      const { email, role } = request.body
      await grantRole(app.db, { email, ...roleOf(role), actor: request.person!.id })
      return reply.goTo('/manage/people', 'manage.role-granted')
    },
  )

  app.post(
    '/manage/people/revoke',
    {
      schema: { body: Revoke },
      config: { may: 'coordinate' },
      preValidation: readForm(toRevoke),
      preHandler: app.csrfProtection,
      errorHandler: showAgain(showPeople),
    },
    async (request, reply) => {
      const { person } = request.body
      const { role, workingGroup } = roleOf(request.body.role)
      const email = await addressOf(app.db, { person, role })
      if (email === null) throw notFound('no-such-role')
      await revokeRole(app.db, { email, role, workingGroup, actor: request.person!.id })
      return reply.goTo('/manage/people', 'manage.role-revoked')
    },
  )
}

async function showPeople(request: FastifyRequest, reply: FastifyReply, fault?: Fault) {
  const { t, server, person, typed } = request
  const [holders, groups] = await Promise.all([roleHolders(server.db), workingGroups(server.db)])
  return reply.page('manage/people', {
    title: t('manage.people.title'),
    people: holders.map(holder => ({
      id: holder.id,
      name: holder.completed_at && holder.name ? holder.name : t('manage.people.unnamed'),
      isMe: holder.id === person!.id,
      role:
        holder.role === 'chair' ? t('manage.people.chair-of', { group: holder.group }) : t('manage.people.coordinator'),
      choice: holder.group_slug === null ? 'coordinator' : `chair:${holder.group_slug}`,
      since: holder.granted_at,
    })),
    roles: [
      { value: 'coordinator', label: t('manage.people.coordinator') },
      ...groups.map(group => ({
        value: `chair:${group.slug}`,
        label: t('manage.people.chair-of', { group: group.name }),
      })),
    ],
    form: formView(request, { email: '', role: '' }, fault && { typed, fault }),
  })
}
