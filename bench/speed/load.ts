import { connect } from 'node:net'

/** A request as bytes; a function where each is another. */
export type Wire = Buffer | (() => Buffer)

export interface Load {
  host: string
  port: number
  connections: number
  request: Wire
  /** Status that every answer must have. */
  status: number
  ms: number
}

/**
 * Answers a second, asked over keep-alive connections, each of which sends the next request when the last answer is
 * complete. Written on bare sockets: a client that takes longer than the server would make all servers look alike.
 * @throws at the first answer with another status, or without content-length
 */
export async function answersPerSecond(load: Load): Promise<number> {
  const until = performance.now() + load.ms
  const counts = await Promise.all(Array.from({ length: load.connections }, () => one(load, until)))
  return counts.reduce((sum, count) => sum + count, 0) / (load.ms / 1000)
}

function one({ host, port, request, status }: Load, until: number): Promise<number> {
  const next = typeof request === 'function' ? request : () => request
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    let head = ''
    let missing = -1
    let answers = 0
    const fail = (reason: string) => {
      socket.destroy()
      reject(new Error(reason))
    }
    socket.on('connect', () => socket.write(next()))
    socket.on('error', error => fail(error.message))
    socket.on('data', part => {
      if (missing < 0) {
        head += part.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        if (!head.startsWith(`HTTP/1.1 ${status} `)) return fail(head.slice(0, 1_000))
        const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))?.[1]
        if (length === undefined) return fail('an answer without content-length')
        missing = Number(length) - (head.length - end - 4)
      } else missing -= part.length
      if (missing > 0) return
      answers += 1
      head = ''
      missing = -1
      if (performance.now() < until) socket.write(next())
      else {
        socket.destroy()
        resolve(answers)
      }
    })
  })
}

/** A request of HTTP/1.1 as it goes over the line. */
export function wire(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: bench',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  if (body) lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`)
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
