/** Alternatives of a regular expression, one a line. */
function anyOf(list: string): string {
  const words = list.trim().split(/\s*\n\s*/u);
  return `(?:${words.join('|')})`;
}

/** What stands before a colon where a program or Windows reports an error, in languages other than English. */
export const ERROR_WORDS: string = anyOf(`
  (?:[Ff]ehler|FEHLER)
  (?:[Ee]rreur|ERREUR)
  (?:[Ee]rrore|ERRORE)
  (?:[Ee]rro|ERRO)
  (?:Fout|FOUT)
  (?:Błąd|BŁĄD)
  (?:Chyba|CHYBA)
  (?:Hiba|HIBA)
  (?:Eroare|EROARE)
  (?:Fel|FEL|Fejl|FEJL|Feil|FEIL|Virhe|VIRHE)
  (?:Hata|HATA)
  (?:[Оо]шибка|ОШИБКА)
  (?:[Пп]омилка|ПОМИЛКА)
  (?:Грешка|ГРЕШКА)
  错误
  錯誤
  エラー
  오류
`);

/** What the system says where a call fails, behind the name of a program. */
export const SYSTEM_WORDS: string = anyOf(`
  No such file or directory
  Permission denied
  Input/output error
  No space left on device
  Operation not permitted
  Cannot allocate memory
  Connection (?:refused|reset by peer|timed out)
  [Oo]peration timed out
  command not found
  a password is required
  Datei oder Verzeichnis nicht gefunden
  Keine Berechtigung
  (?:Kommando|Befehl) nicht gefunden
  Aucun fichier ou dossier de ce (?:type|nom)
  Permission non accordée
  commande introuvable
  No existe el (?:fichero|archivo) o el directorio
  Permiso denegado
  (?:orden|comando) no encontrad[ao]
  File o directory non esistente
  Permesso negato
  comando non trovato
  (?:Arquivo ou diretório inexistente|Ficheiro ou directoria inexistente)
  Permissão (?:recusada|negada)
  comando não encontrado
  Bestand of map bestaat niet
  (?:opdracht|commando) niet gevonden
  Nie ma takiego pliku ani katalogu
  Brak dostępu
  nie znaleziono polecenia
  Adresář nebo soubor neexistuje
  příkaz nenalezen
  Filen eller katalogen finns inte
  kommandot (?:finns inte|hittades inte)
  Böyle bir dosya ya da dizin yok
  komut bulunamadı
  Нет такого файла или каталога
  (?:команда не найдена|не найдена команда)
  Немає такого файла або каталогу
  команду не знайдено
  没有那个文件或目录
  (?:权限不够|拒绝访问)
  (?:未找到命令|找不到命令)
  そのようなファイルやディレクトリはありません
  許可がありません
  コマンドが見つかりません
  그런 파일이나 디렉터리가 없습니다
  허가 거부(?:됨)?
  명령어를 찾을 수 없음
`);

/** What Windows says where something may not be read, in a line of its own or behind the name of a program. */
export const DENIED_WORDS: string = anyOf(`
  [Aa]ccess (?:is |was )?denied
  Zugriff verweigert
  Accès refusé
  Acceso denegado
  Accesso negato
  Acesso negado
  Toegang geweigerd
  Odmowa dostępu
  Přístup byl odepřen
  Åtkomst nekad
  Erişim engellendi
  Отказано в доступе
  (?:Відмовлено [ву] доступі|Відмова у доступі)
  拒绝访问
  存取被拒
  アクセスが拒否されました
  액세스가 거부되었습니다
`);

/** How a shell says that a process did not end by itself: words that do not also say that all went well. */
export const ENDED_WORDS: string = anyOf(`
  Killed
  Terminated
  Aborted
  Hangup
  Segmentation fault
  Bus error
  Illegal instruction
  Broken pipe
  \\^C
  (?:Getötet|Abgebrochen)
  Processus arrêté
  Terminado \\(matar\\)
  Ucciso
  Morto
  Zabity
  Zabito
  Öldürüldü
  Убито
  Вбито
  已杀死
  強制終了
  죽었음
`);

/** What `cmd` says of a command that it does not have. */
export const UNKNOWN_COMMAND_WORDS: string = anyOf(`
  is not recognized as
  ist entweder falsch geschrieben oder
  n'est pas reconnu en tant que commande
  no se reconoce como un comando
  non è riconosciuto come comando
  não é reconhecido como um comando
  wordt niet herkend als
  nie jest rozpoznawana jako polecenie
  не является внутренней или внешней
  不是内部或外部命令
  は、内部コマンドまたは外部コマンド
`);

/** What says that the rest was left out. */
export const OMITTED_WORDS: string = anyOf(`
  \\d[\\d.,]* weitere (?:Zeilen|Einträge|Programme|Pakete|Ergebnisse)
  (?:Weitere|weitere) \\d[\\d.,]* (?:Zeilen|Einträge|Programme|Pakete|Ergebnisse)
  (?:gekürzt|abgeschnitten)
  (?:et )?\\d[\\d.,]* (?:autres|de plus)
  tronquée?s?
  y \\d[\\d.,]* más
  truncad[oa]s?
  (?:и )?ещё \\d[\\d.,]*
  (?:усечено|сокращено)
  以下、?省略
  以下略
  (?:已)?截断
`);

/** What is said to be shortened. */
export const LIST_WORDS: string = anyOf(`
  (?:[Oo]utput|[Ll]ist|[Rr]esults?)
  (?:Ausgabe|Liste|Ergebnis(?:se)?)
  (?:sortie|liste)
  (?:salida|lista)
  (?:[Вв]ывод|[Сс]писок)
`);

/** That it is shortened. */
export const SHORTENED_WORDS: string = anyOf(`
  truncated
  (?:gekürzt|abgeschnitten)
  tronquée?s?
  truncad[ao]s?
  (?:сокращ[её]н|усеч[её]н|обрезан)[а-я]{0,2}
`);
