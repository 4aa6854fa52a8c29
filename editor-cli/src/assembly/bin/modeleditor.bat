@echo off
rem Runs ModelEditor's command line. JAVA_HOME names another Java than the one on the path, JAVA_OPTS has options for it, such as -Xmx8g.
setlocal
if defined JAVA_HOME (set "JAVA=%JAVA_HOME%\bin\java.exe") else (set "JAVA=java")
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo modeleditor: there is no %JAVA%. Install a Java 17 or newer, or let JAVA_HOME name one. 1>&2
  exit /b 1
)
"%JAVA%" %JAVA_OPTS% -jar "%~dp0..\lib\editor-cli.jar" %*
exit /b %errorlevel%
