import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

export default defineConfig({
  base: './',
  plugins: [
    react(),
    tailwind(),
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: 'Cais',
        short_name: 'Cais',
        description: 'A lab of machines, containers and clusters in your browser',
        lang: 'pt-BR',
        theme_color: '#0b6e69',
        background_color: '#f7f6f2',
        display: 'standalone',
        icons: [{ src: 'cais.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        // Everything that the lab can need; of the fonts, what Portuguese and English are written in.
        globPatterns: ['**/*.{html,js,css,svg,json}', '**/*-latin-wght-normal-*.woff2'],
        maximumFileSizeToCacheInBytes: 8_000_000,
        cleanupOutdatedCaches: true,
      },
    }),
  ],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|zustand|wouter|react-i18next|i18next)\// },
            { name: 'terminal', test: /node_modules\/@xterm\/(xterm|addon-fit|addon-web-links|addon-clipboard)\// },
          ],
        },
      },
    },
  },
})
