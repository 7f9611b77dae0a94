import { startPage } from '../page.tsx'
import { pretend } from './pretend.ts'
import { crowdedScene, workshopScene } from './scene.ts'

const element = document.getElementById('page')
const crowd = new URLSearchParams(location.search).get('crowd')
if (element) void startPage(element, pretend(crowd === null ? workshopScene() : crowdedScene(10, Number(crowd))).connection)
