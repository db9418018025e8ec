/* Swagger UI over the description beside this page. Requests go to where the page is, whatever prefix stands in front. */
fetch("openapi.json").then((reply) => reply.json()).then((spec) => {
  spec.servers = [{ url: new URL(".", location.href).href.replace(/\/$/, "") }];
  SwaggerUIBundle({ spec, dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });
}).catch(() => {
  document.getElementById("swagger-ui").textContent = "The description (openapi.json) cannot be read.";
});
