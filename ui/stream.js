/* Gradio hears of its events over one stream, which the server ends when no event is left. An event that joins while that
   end is on its way would wait for ever on a closed stream (Gradio 6.31), so here the stream goes on in a new one. */
(() => {
  "use strict";
  const fetched = window.fetch.bind(window);
  const waiting = new Set(); // events that joined and have not completed
  const early = new Set(); // events that completed before the answer to their joining was read

  const joined = async (response) => {
    if (!response.ok) return;
    const { event_id: event } = await response.clone().json();
    if (!early.delete(event)) waiting.add(event);
  };

  /** What a stream's block of lines says: the message's kind and its event. */
  const read = (block) => {
    const data = block.split("\n").find((line) => line.startsWith("data:"));
    return data ? JSON.parse(data.slice(5)) : {};
  };

  const lasting = (first, again) => {
    let reader;
    const pump = async (out) => {
      const encoder = new TextEncoder();
      for (let source = first; source;) {
        if (!source.ok) throw new Error(`the stream was refused: ${source.status}`);
        reader = source.body.pipeThrough(new TextDecoderStream()).getReader();
        source = null;
        let rest = "";
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          const blocks = (rest + part.value).split("\n\n");
          rest = blocks.pop();
          for (const block of blocks) {
            const { msg, event_id: event } = read(block);
            if (msg === "process_completed" && !waiting.delete(event)) early.add(event);
            if (msg === "close_stream" && waiting.size) source = await again();
            else out.enqueue(encoder.encode(block + "\n\n"));
          }
        }
      }
      out.close();
    };
    const body = new ReadableStream({
      start: (out) => { pump(out).catch((error) => { waiting.clear(); out.error(error); }); },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { status: first.status, headers: first.headers });
  };

  window.fetch = async (resource, options) => {
    const address = String(resource && resource.url ? resource.url : resource);
    const response = await fetched(resource, options);
    if (address.includes("/gradio_api/queue/join")) await joined(response);
    if (address.includes("/gradio_api/queue/data") && response.ok)
      return lasting(response, () => fetched(resource, options));
    return response;
  };
})();
