import { createApp } from 'vue'
import '../shared/tokens.css'
import '../kit/kit.css'
import App from './App.vue'
import { router } from './router'

createApp(App).use(router).mount('#app')
