// Handles requests of HTTP: says what it knows of them, sends their bodies back, answers in several ways.

async function report(request) {
  const url = new URL(request.url);
  const headers = [...request.headers].map(([name, value]) => `${name}: ${value}`).sort();
  const body = new Uint8Array(await request.arrayBuffer());
  const sum = body.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 0);
  const query = JSON.stringify([...url.searchParams]);
  return new Response(
    [request.method, url.pathname, url.search, query, ...headers, `${body.length} bytes, ${sum}`].join("\n"),
    { headers: { "content-type": "text/plain" } },
  );
}

async function handle(request) {
  const url = new URL(request.url);
  switch (url.pathname) {
    case "/report":
      return report(request);
    case "/echo":
      return new Response(request.body, { headers: { "x-kind": request.headers.get("content-type") ?? "none" } });
    case "/large":
      return new Response(("0123456789abcdef".repeat(16) + "\n").repeat(2000), { headers: { "x-lines": "2000" } });
    case "/status": {
      const headers = new Headers({ "x-a": "1" });
      headers.append("set-cookie", "a=b");
      headers.append("set-cookie", "c=d");
      return new Response("status", { status: Number(url.search.slice(1)), headers });
    }
    default:
      return new Response(null, { status: 404 });
  }
}

addEventListener("fetch", (event) => event.respondWith(handle(event.request)));
