// The peer of server-1: reads one person as a careful author writes it with Fastify and pg, without log-in, rights,
// masks or a log of reads.
//   node server_1_fastify.mjs POSTGRES_FOLDER WORKERS   prints its port
import cluster from 'node:cluster'
import Fastify from 'fastify'
import pg from 'pg'

const [folder, workers] = process.argv.slice(2)
const port = 18_431

if (cluster.isPrimary && Number(workers) > 1) {
  let listening = 0
  cluster.on('listening', () => {
    if (++listening === Number(workers)) console.log(port)
  })
  for (let i = 0; i < Number(workers); i++) cluster.fork()
} else {
  const pool = new pg.Pool({ host: folder, user: 'postgres', database: 'postgres', max: 8 })
  const app = Fastify()
  const text = { type: ['string', 'null'] }
  const answer = {
    type: 'object',
    additionalProperties: text,
    properties: { county: text, key: text, version: text, name: text, citizen_number: text, birthday: text, phone: text },
  }
  app.get('/person/:county/:key', { schema: { response: { 200: answer } } }, async (request, reply) => {
    const { county, key } = request.params
    const { rows } = await pool.query({
      name: 'person',
      text: 'select * from person where county = $1 and key = $2',
      values: [county, key],
    })
    return rows.length === 1 ? rows[0] : reply.code(404).send({ code: 'missing' })
  })
  await app.listen({ port, host: '127.0.0.1' })
  if (!cluster.isWorker) console.log(port)
}
