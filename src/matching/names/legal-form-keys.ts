/** Legal forms of `legal-forms.ts` as keys, written by `npm run generate`: making them takes longer than reading them. */
export const KEYS_ON_EITHER_SIDE =
  'ooo,oao,3ao,пao,hao,ao,mkao,mkпao,tob,t3ob,пpat,пat,ooд,eooд,eaд,aд,iп,ип,чп,фryп,ryп,zao,pao,nao,' +
  'mkpao,tov,jsc,ojsc,cjsc,pjsc,llc,sia,uab,pt,o6щectbo c orpahичehhoй otbetctbehhoctbю,' +
  'пy6личhoe akциohephoe o6щectbo,otkpыtoe akциohephoe o6щectbo,3akpыtoe akциohephoe o6щectbo,' +
  'heпy6личhoe akциohephoe o6щectbo,akциohephoe o6щectbo,tobapиctbo 3 o6meжehoю biдпobiдaлbhictю,' +
  'пpиbathe akцiohephe tobapиctbo,akцiohephe tobapиctbo,open joint stock company,' +
  'closed joint stock company,public joint stock company,private joint stock company,' +
  'joint stock company,limited liability company,股份有限公司,有限责任公司,有限責任公司,有限公司,株式会社,有限会社,合同会社,주식회사,유한회사';
export const KEYS_BEHIND =
  'inc,incorporated,corp,corporation,co,company,ltd,limited,plc,llp,lp,lc,pte,pty,pvt,private,gmbh,mbh,' +
  'ggmbh,ag,kg,kgaa,ohg,ug,se,sa,sas,sarl,sprl,srl,spa,sl,slu,sau,lda,ltda,eireli,bv,nv,cv,ab,oy,oyj,as,' +
  'asa,aps,ou,oü,sro,spol,doo,dd,zrt,kft,nyrt,bt,spzoo,bhd,tbk,kk,gk,yk,jv,s a,s a s,s a r l,s p a,' +
  's r l,s l,s l u,s a u,s c a,s e,e v,e u,b v,n v,a s,a g,d o o,d d,s r o,spol s r o,sp z o o,sp zoo,' +
  'spolka z o o,spółka z o o,spółka z ograniczoną odpowiedzialnością,g m b h,co kg,k k,g k,y k,' +
  's a de c v,sa de cv,s de r l de c v,s de rl de cv,sdn bhd,l l c,p l c,l t d';
/** The longest first. */
export const JOINED_KEYS =
  '股份有限公司,有限责任公司,有限責任公司,有限公司,株式会社,有限会社,合同会社,주식회사,유한회사';
