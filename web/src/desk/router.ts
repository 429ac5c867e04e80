import { createRouter, createWebHistory } from 'vue-router'
import { words } from './words'

const { menu } = words
export const router = createRouter({
  history: createWebHistory('/desk'),
  routes: [
    { path: '/todo', component: () => import('./pages/Todo.vue'), meta: { title: menu.todo } },
    { path: '/', component: () => import('./pages/Home.vue'), meta: { title: '' } },
    { path: '/search', component: () => import('./pages/Found.vue'), meta: { title: words.found.title } },
    { path: '/households/:id', component: () => import('./pages/Household.vue'), meta: { title: words.view.facts } },
    { path: '/people/:id', component: () => import('./pages/Household.vue'), meta: { title: words.view.person } },
    { path: '/records/:type', component: () => import('./pages/Records.vue'), meta: { title: menu.records } },
    { path: '/records/:type/:id', component: () => import('./pages/Record.vue'), meta: { title: menu.records } },
    { path: '/import', component: () => import('./pages/Intake.vue'), meta: { title: menu.intake } },
    { path: '/duplicates', component: () => import('./pages/Duplicates.vue'), meta: { title: menu.duplicates } },
    { path: '/rules', component: () => import('./pages/Rules.vue'), meta: { title: menu.rules } },
    { path: '/rules/parameters/:name', component: () => import('./pages/ParameterRows.vue'), meta: { title: menu.rules } },
    { path: '/rules/:name', component: () => import('./pages/Rule.vue'), meta: { title: menu.rules } },
    { path: '/simulate', component: () => import('./pages/Simulate.vue'), meta: { title: menu.simulate } },
    { path: '/admin/accounts', component: () => import('./pages/Accounts.vue'), meta: { title: menu.accounts } },
    { path: '/admin/roles', component: () => import('./pages/Roles.vue'), meta: { title: menu.roles } },
    { path: '/admin/jobs', component: () => import('./pages/Jobs.vue'), meta: { title: menu.jobs } },
    { path: '/admin/webhooks', component: () => import('./pages/Webhooks.vue'), meta: { title: menu.webhooks } },
    { path: '/emergencies', component: () => import('./pages/Emergencies.vue'), meta: { title: menu.emergencies } },
    { path: '/admin/journal', component: () => import('./pages/Journal.vue'), meta: { title: menu.journal } },
    { path: '/me', component: () => import('./pages/Me.vue'), meta: { title: menu.me } },
    { path: '/:rest(.*)', component: () => import('./pages/NotFound.vue'), meta: { title: words.notFound.title } },
  ],
})
router.afterEach((to) => { document.title = [String(to.meta.title ?? ''), words.product].filter(Boolean).join(' · ') })
