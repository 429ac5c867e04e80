import { createRouter, createWebHistory } from 'vue-router'
import { words } from './words'

export const router = createRouter({
  history: createWebHistory('/m'),
  routes: [
    { path: '/', component: () => import('./pages/Home.vue'), meta: { title: words.bar.list } },
    { path: '/wrong', component: () => import('./pages/Wrong.vue'), meta: { title: words.bar.wrong } },
    { path: '/help', component: () => import('./pages/Help.vue'), meta: { title: words.bar.help } },
    { path: '/me', component: () => import('./pages/Me.vue'), meta: { title: words.bar.me } },
    { path: '/:rest(.*)', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
router.afterEach((to) => { document.title = `${String(to.meta.title ?? '')} · ${words.title}` })
