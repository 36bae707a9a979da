@echo off
rem So CNTT: doc cau hinh may nay va ghi vao USB. Bam dup tep nay de chay.
setlocal
set "PS=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
if not exist "%PS%" goto none
"%PS%" -NoProfile -ExecutionPolicy Bypass -WindowStyle Hidden -File "%~dp0thu-thap.ps1"
exit /b %errorlevel%
:none
echo May nay khong co PowerShell nen khong doc duoc. Ghi cau hinh bang tay trong So CNTT.
pause
exit /b 3
