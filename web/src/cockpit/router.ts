import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/cockpit'),
  routes: [
    { path: '/', component: () => import('./pages/Home.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
})
