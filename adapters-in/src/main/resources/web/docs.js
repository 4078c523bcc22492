// The reference of the API, by Swagger UI.
import { headers } from './api.js';

const place = document.getElementById('reference');
const { SwaggerUIBundle } = /** @type {any} */ (window);
SwaggerUIBundle({
  url: place?.dataset.description,
  dom_id: '#reference',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
  onComplete: () => {
    document.getElementById('servers')?.setAttribute('aria-label', 'Service');
    // The page has its own.
    const main = place?.querySelector('main');
    main?.setAttribute('role', 'region');
    main?.setAttribute('aria-label', 'Reference');
  },
  // Who is signed in may try with the session.
  requestInterceptor: (/** @type {any} */ request) => {
    Object.assign(request.headers, headers());
    return request;
  },
});

// It has its own word for a dark page.
const dark = matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', paint);
paint();
