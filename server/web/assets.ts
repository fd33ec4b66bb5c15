import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'

/** Logical name of a script, style or picture → its address, which changes with its content. */
export type Assets = (name: string) => string

const IMMUTABLE_MS = 365 * 24 * 3600 * 1000

/** Serves what scripts/build.mjs made of public/: named by hash, compressed beforehand, kept by browsers for a year. */
export const assets = fastifyPlugin<{ folder: string }>(async (app: FastifyInstance, { folder }) => {
  const manifestFile = join(folder, 'manifest.json')
  const manifest: Record<string, string> = existsSync(manifestFile)
    ? JSON.parse(readFileSync(manifestFile, 'utf8'))
    : {}
  app.decorate('assets', name => `/assets/${manifest[name] ?? name}`)
  if (!existsSync(folder)) return
  await app.register(fastifyStatic, {
    root: folder,
    prefix: '/assets/',
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: IMMUTABLE_MS,
    index: false,
  })
})
