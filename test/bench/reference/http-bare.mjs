// The platform's floor: bare node:http with the page, the API and one file streamed from the disk. usage: http-bare.mjs FOLDER
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'

const folder = process.argv[2] ?? '.'
const html = Buffer.from(`<!doctype html><html><head><title>t</title></head><body>${'x'.repeat(1_000)}</body></html>`)
const server = http.createServer((request, response) => {
  if (request.url === '/') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': html.length })
    return response.end(html)
  }
  if (request.url === '/api/time') {
    const body = JSON.stringify({ timestamp: new Date().toISOString(), timezone: 'Local' })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    return response.end(body)
  }
  const stream = fs.createReadStream(path.join(folder, path.basename(request.url)))
  stream.on('open', (fd) =>
    fs.fstat(fd, (_error, stats) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': stats.size })
      stream.pipe(response)
    }),
  )
  stream.on('error', () => response.writeHead(404).end())
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })))
