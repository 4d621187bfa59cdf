/** How dnf heads what is installed, in small letters, in every language that it speaks. */
export const installedHeadings: ReadonlySet<string> = new Set(
  `asennetut paketit | geïnstalleerde pakketten | instalatutako paketeak | instalirani paketi |
  instalitaj pakoj | installed packages | installerade paket | installerede pakker |
  installierte pakete | kurulu paketler | nainstalované balíčky | nainštalované balíčky |
  pacchetti installati | pachets instalâts | pacotes instalados | paket terpasang |
  pakker som er installert | paquetes instalados | paquets installés | paquets instal·lats |
  telepített csomagok | zainstalowane pakiety | įdiegti paketai | встановлені пакунки |
  инсталирани пакети | орнатылған дестелер | установленные пакеты | स्थापित केलेली संकुले |
  ਇੰਸਟਾਲ ਹੋਏ ਪੈਕੇਜ | સ્થાપિત થયેલ પેકેજો | แพคเกจที่ติดตั้งแล้ว | ჩადგმული პაკეტები | インストール済みパッケージ |
  已安装的软件包 | 已安裝軟體包 | 설치된 꾸러미`.split(/\s*\|\s*/u),
);

/** How it heads what is not: available packages, upgrades, recent ones, and those that replace others. */
export const otherHeadings: ReadonlySet<string> = new Set(
  `a tornar obsoletos os pacotes | actualitzacions disponibles | actualizaciones disponibles |
  aggiornamenti disponibili | arĥaikigante pakojn | atualizações disponíveis | available packages |
  available upgrades | berriki gehitutako paketeak | beschikbare pakketten | beschikbare upgrades |
  csomagok elavulttá tétele | daûr a rindi sorpassâts i pachets | disponeblaj altgradigoj |
  disponeblaj pakoj | dostupni paketi | dostupné aktualizace | dostupné balíčky | dostępne aktualizacje |
  dostępne pakiety | elérhető csomagok | elérhető frissítések | es devaluen els paquets |
  fasar ut paket | freŝaldonitaj pakoj | inzornaments disponibii | kullanılabilir paketler |
  kullanılabilir yükseltmeler | kullanım dışı bırakan paketler | kürzlich hinzugefügte pakete |
  mengusangkan paket | mises à jour disponibles | nedavno dodati paketi | nedávno pridané balíčky |
  nedávno přidané balíčky | nemrégiben hozzáadott csomagok | neseniai pridėti paketai |
  nyligen tillagda paket | obsoleting packages | ostatnio dodane pakiety | overflødiggør pakker |
  pacchetti aggiunti di recente | pacchetti disponibili | pacchetti resi obsoleti | pachets disponibii |
  pachets zontâts di resint | pacotes adicionados recentemente | pacotes disponíveis | paket tersedia |
  paket yang ditambahkan baru-baru ini | paketai žymimi pasenusiais | pakete eskuragarriak |
  paketeak zaharkitutzat hartzen | pakker som er tilføjet for nyligt | pakker som nylig er lagt til |
  pakketten als verouderd aanmerken | paquetes añadidos recientemente | paquetes disponibles |
  paquets disponibles | paquets recentment afegits | paquets récemment ajoutés |
  pasiekiami naujovinimai | passage de paquets en obsolètes | peningkatan tersedia | prevaziđeni paketi |
  prieinami paketai | recent toegevoegde pakketten | recently added packages | reemplazando paquetes |
  saatavilla olevat paketit | saatavilla olevat päivitykset | tilgjengelige pakker |
  tilgængelige opgraderinger | tilgængelige pakker | tillgängliga paket | tillgängliga uppgraderingar |
  tornando pacotes obsoletos | utdaterte pakker | vanhentavat paketit | veraltete pakete |
  verfügbare aktualisierungen | verfügbare pakete | yakın zamanda eklenen paketler | zastaralé balíčky |
  zastarávajú sa balíky | zastępowanie pakietów | äskettäin lisätyt paketit | дестелерді ескірту |
  добавени скоро пакети | доступни пакети | доступних пакунків | доступные обновления |
  доступні оновлення | жақында қосылған дестелер | застарели пакети | застарілих пакунків |
  излизащи от употреба пакети | имеющиеся пакеты | исключение пакетов | налични обновления |
  налични пакети | недавно добавленные пакеты | недавно додати пакети | останні додані пакунки |
  қолжетерлік дестелер | उपलब्ध संकुले | नुकतेच समाविष्ट केलेली संकुले | ਉਪਲਬਧ ਅੱਪਗਰੇਡ | ਉਪਲੱਬਧ ਪੈਕੇਜ |
  ਤਾਜ਼ਾ ਜੋੜੇ ਗਏ ਪੈਕੇਜ | ਪੈਕੇਜ ਬਰਤਰਫ਼ ਕੀਤੇ ਜਾਂਦੇ ਹਨ | ઉપલબ્ધ પેકેજો | પેકેજોને અપ્રચલિત કરી રહ્યા છે |
  હમણાંજ ઉમેરેલ પેકેજો | แพคเกจที่สามารถติดตั้งได้ | แพคเกจที่เพิ่งติดตั้งเมื่อเร็ว ๆ นี้ |
  ამოსაღები პაკეტები | ახლახანს დამატებული პაკეტები | ხელმისაწვდომი განახლებები |
  ხელმისაწვდომი პაკეტები | パッケージの廃止 | 利用可能なアップグレード | 利用可能なパッケージ | 取代的软件包 | 可安装的软件包 | 可用升级 | 可用的升級 |
  可用的軟體包 | 最近加入的軟體包 | 最近添加的软件包 | 最近追加したパッケージ | 棄用軟體包 | 더 이상 사용되지 않는 꾸러미 | 사용 가능한 꾸러미 | 사용 가능한 최신화 |
  최근에 추가 된 꾸러미`.split(/\s*\|\s*/u),
);

/** What zypper calls entries that are no packages: patterns, patches, products and source packages. */
export const groupTypes: ReadonlySet<string> = new Set(
  `bronpakket | correctif | correcção | correção | el patró | el pedaç | el producte | forráscsomag |
  javítás | kildekodepakke | kildepakke | kjeldepakke | korjauspäivitys | lähdekoodipaketti | minta |
  modello | mönster | mønster | ohjelmistoryhmä | oprava | pacchetto sorgente | pacote fonte | padrão |
  pakiet źródłowy | pakkeoppdatering | paquet source | paquet src | paquete src | parche | pataisa |
  patch | patroon | patrón | pattern | pola | poprawka | prodotto | product | producto | produit |
  produk | produkt | produktas | produto | profil | programfiks | programfix | proizvod | quellpaket |
  rettelse | schema | schéma | src 套件 | src-paket | srcpackage | src꾸러미 | tambalan | termék | tuote |
  uzorak | wzorzec | yama | zakrpa | zdrojový balík | zdrojový balíček | örüntü | ürün | šablonas |
  šablóna | šaltinis paketas | διόρθωση | πηγαίο-πακέτο | προϊόν | исправление | латка |
  пакет с исходным кодом | продукт | сирцевий пакунок | шаблон | أنماط | التصحيحات | المنتَج | حزم src |
  ชุดรูปแบบ | ผลิตภัณฑ์ | แพกเกจต้นฉบับ | แพตช์ | პროდუქტი | កញ្ចប់​ប្រភព | បំណះ | ផលិតផល | លំនាំ |
  ソースパッケージ | パターン | パッチ | 产品 | 修補程式 | 模式 | 源代码包 | 產品 | 补丁 | 製品 | 软件集 | 제품 | 패치 | 패턴`.split(
    /\s*\|\s*/u,
  ),
);
